import { checkModule, isInstalled, unformatted } from './terraform.mjs';

/** A test that needs what is not here says so and lets the others run. */
const skip = (why) => console.warn(`SKIPPED: ${why}`);

it('is written as terraform fmt writes', () => {
  if (!isInstalled) return skip('terraform is not installed.');
  expect(unformatted()).toMatchObject({ ok: true });
});

it.each(['aws', 'aws/federation', 'azure', '.'])(
  '%s is valid, and plans what its tests say',
  (folder) => {
    if (!isInstalled) return skip('terraform is not installed.');
    const { skipped, validate, test } = checkModule(folder);
    if (skipped !== undefined) return skip(`the providers of ${folder} cannot be had: ${skipped}`);
    expect(validate).toMatchObject({ ok: true });
    expect(test).toMatchObject({ ok: true });
  },
  900_000,
);
