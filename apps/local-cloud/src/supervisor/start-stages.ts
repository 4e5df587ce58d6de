import { Listr, type ListrTask } from 'listr2';
import type { Stage } from './stages.js';

/** Something to do between stages or after them, shown like them. */
export interface Step {
  title: string;
  run(): Promise<unknown>;
}

export type Part = Stage | Step;

/**
 * Starts the stages one after the other, the members of each together, and shows what is going on: a live list in a
 * terminal, plain lines elsewhere.
 *
 * @throws what the first failing start threw; the others are left as they are, for `stopStages`.
 */
export async function startStages(parts: readonly Part[]): Promise<void> {
  const tasks = parts.map(
    (part): ListrTask =>
      'run' in part
        ? { title: part.title, task: async () => void (await part.run()) }
        : {
            title: part.title,
            task: (_, task) =>
              task.newListr(
                part.members.map((member) => ({ title: member.program.name, task: () => member.start() })),
                { concurrent: true, exitOnError: true },
              ),
          },
  );
  await new Listr(tasks, {
    concurrent: false,
    exitOnError: true,
    registerSignalListeners: false,
    renderer: 'default',
    fallbackRenderer: 'simple',
    fallbackRendererCondition: () => !process.stdout.isTTY,
    rendererOptions: { collapseSubtasks: true, showErrorMessage: false },
    fallbackRendererOptions: {},
  }).run();
}
