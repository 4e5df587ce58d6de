import { settingsOf, settingsTable } from './settings-table.mjs';

const port = { description: 'The port.', type: 'integer' };
const mode = { description: 'Whether | or not.', default: 'on', enum: ['on', 'off'] };
const key = { description: 'The key.', secret: true };

/** What settingsOf needs of a zod object. */
const schemaOf = (shape, required = []) => ({ shape, toJSONSchema: () => ({ properties: shape, required }) });

it('says of each variable its default, whether it is secret, what it means and what it may be', () => {
  expect(settingsTable(settingsOf(schemaOf({ PORT: port, MODE: mode, KEY: key }, ['PORT'])))).toBe(
    [
      '| variable | default | | meaning |',
      '|---|---|---|---|',
      '| `PORT` | *must be set* |  | The port. |',
      '| `MODE` | `on` |  | Whether \\| or not. One of `on`, `off`. |',
      '| `KEY` |  | **secret** | The key. |',
    ].join('\n'),
  );
});

it('leaves out what another schema has exactly so, and keeps what differs', () => {
  const schema = schemaOf({ PORT: port, MODE: { ...mode, default: 'off' } });
  const names = settingsOf(schema, [schemaOf({ PORT: port, MODE: mode })]).map(({ name }) => name);
  expect(names).toEqual(['MODE']);
});

it('takes no setting that is called a secret and is none', () => {
  const schema = schemaOf({ MAIL_PASSWORD: { description: 'For the mail server.' } });
  expect(() => settingsOf(schema)).toThrow('MAIL_PASSWORD sounds like a secret');
});

it('takes no setting that nothing explains', () => {
  expect(() => settingsOf(schemaOf({ PORT: { type: 'integer' } }))).toThrow('PORT has no description');
});
