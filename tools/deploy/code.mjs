import { zipOf } from './bundles.mjs';
import { askJson, show } from './programs.mjs';

/** Gives every function app of Azure its bundle; `deployment` is Terraform's output of that name. */
export function deployToAzure(root, { resource_group: group, function_apps: apps }, say) {
  for (const [service, app] of Object.entries(apps)) {
    const where = ['--resource-group', group, '--name', app, '--src', zipOf(root, service), '--output', 'none'];
    show('az', ['functionapp', 'deployment', 'source', 'config-zip', ...where], { why: `Deploying ${service}` });
    say(`${app} has the code of ${service}.`);
  }
}

/**
 * Gives every Lambda function its bundle as a new version, and shows that to callers. Terraform, which does the same with
 * everything else, finds the same code there afterwards and changes nothing.
 */
export function deployToAws(root, { functions }, say) {
  for (const name of functions) {
    // Such as causeway-dev-order-service-http.
    const service = name.split('-').slice(-3, -1).join('-');
    const zip = `fileb://${zipOf(root, service)}`;
    const { Version: version } = aws('update-function-code', name, ['--zip-file', zip, '--publish']);
    show('aws', ['lambda', 'wait', 'published-version-active', '--function-name', name, '--qualifier', version], {
      why: `Starting version ${version} of ${name}`,
    });
    aws('update-alias', name, ['--name', 'live', '--function-version', version]);
    say(`${name} shows version ${version}.`);
  }
}

const aws = (action, name, more) =>
  askJson('aws', ['lambda', action, '--function-name', name, ...more, '--output', 'json'], {
    otherwise: 'look at the function in the console of AWS, and deploy again',
  });
