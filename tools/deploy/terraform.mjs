import { join } from 'node:path';
import { askJson, attempt, show } from './programs.mjs';
import { Stop } from './stop.mjs';

/** Terraform in `infra/`, for one environment with its variables and its state. */
export function terraformIn(root, { tfvars, backend }) {
  const cwd = join(root, 'infra');
  const run = (args, why) => show('terraform', args, { cwd, why });
  const variables = [`-var-file=${tfvars}`];
  return {
    /** Reconfigured each time: the environment before may have been another one. */
    init: () => run(['init', '-input=false', '-reconfigure', `-backend-config=${backend}`], 'Making Terraform ready'),
    /** Writes the plan to a file. @returns whether it changes anything */
    plan(file, more = []) {
      run(['plan', '-input=false', `-out=${file}`, ...variables, ...more], 'The plan');
      const { resource_changes: changes = [], output_changes: outputs = {} } = askJson(
        'terraform',
        ['show', '-json', file],
        { cwd, otherwise: 'look at the plan that is shown above' },
      );
      const isChange = ({ change: { actions } }) => !['no-op', 'read'].includes(actions.join());
      return changes.some(isChange) || Object.values(outputs).some(({ actions }) => actions.join() !== 'no-op');
    },
    apply: (file) =>
      run(
        ['apply', '-input=false', file],
        'Carrying out the plan stopped in the middle; what was made is in the state, and the same command goes on from there. It',
      ),
    /** The outputs' values by name; none when nothing was deployed yet. */
    outputs() {
      const { output, fault } = attempt('terraform', ['output', '-json'], { cwd });
      if (fault !== undefined) throw new Stop(`\`terraform output\` failed (${fault}); is the state to be reached?`);
      return Object.fromEntries(Object.entries(JSON.parse(output)).map(([name, { value }]) => [name, value]));
    },
  };
}
