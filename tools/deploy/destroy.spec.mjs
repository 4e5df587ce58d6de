import { answers, aRepository } from './an-environment.mjs';
import { destroy } from './destroy.mjs';
import { fakePrograms } from './fake-programs.mjs';

const pathBefore = process.env.PATH;
let fakes;
let said;

beforeEach(() => {
  fakes = fakePrograms(['terraform', 'aws', 'az']);
  fakes.answer(answers);
  process.env.PATH = fakes.path;
  aRepository(fakes.folder);
  said = [];
});
afterEach(() => {
  process.env.PATH = pathBefore;
  fakes.remove();
});

const run = (args = [], typed = 'dev') =>
  destroy(fakes.folder, ['--env', 'dev', ...args], { say: (line) => said.push(line), read: async () => typed });
const answering = (...others) => fakes.answer([...others, ...answers]);
const calls = (program) => fakes.calls().filter((call) => call.startsWith(program));

const bucket = { ResourceARN: 'arn:aws:s3:::causeway-dev-pictures' };
const ofBuckets = 'aws resourcegroupstaggingapi get-resources --resource-type-filters s3';

it('takes all away that was planned, and finds nothing left', async () => {
  expect(await run()).toBe(0);
  expect(calls('terraform').slice(1)).toEqual([
    expect.stringContaining('init'),
    expect.stringMatching(/^terraform plan .*-destroy$/),
    expect.stringContaining('show'),
    expect.stringContaining('apply'),
  ]);
  expect(said.at(-1)).toBe('Nothing bears the tag system=causeway-dev any more.');
});

it('empties buckets of every version before, for they cannot be deleted full', async () => {
  answering(
    { to: ofBuckets, says: { ResourceTagMappingList: [bucket] } },
    {
      to: 'aws s3api list-object-versions',
      says: { Versions: [{ Key: 'a', VersionId: '1' }], DeleteMarkers: [{ Key: 'a', VersionId: '2' }] },
      once: true,
    },
  );
  await run();
  const deletion = fakes.calls().findIndex((call) => call.startsWith('aws s3api delete-objects'));
  expect(fakes.calls()[deletion]).toContain('"Key":"a","VersionId":"2"');
  expect(deletion).toBeLessThan(fakes.calls().findIndex((call) => call.startsWith('terraform apply')));
  expect(said).toContain('causeway-dev-pictures had 2 versions of files.');
});

it('stops where a file cannot be deleted', async () => {
  answering(
    { to: ofBuckets, says: { ResourceTagMappingList: [bucket] } },
    { to: 'aws s3api list-object-versions', says: { Versions: [{ Key: 'a', VersionId: '1' }] } },
    { to: 'aws s3api delete-objects', says: { Errors: [{ Key: 'a', Code: 'AccessDenied' }] } },
  );
  await expect(run()).rejects.toThrow(
    'causeway-dev-pictures keeps a (AccessDenied); empty the bucket in the console of AWS.',
  );
  expect(calls('terraform apply')).toEqual([]);
});

it('changes nothing unless the name is typed, and asks nobody with --yes', async () => {
  await expect(run([], 'prod')).rejects.toThrow('That is not its name; nothing was changed.');
  expect(calls('terraform apply')).toEqual([]);
  await run(['--yes'], 'nothing');
  expect(calls('terraform apply')).toHaveLength(1);
});

it('names what is left over in either cloud, looks in the region of CloudFront, too, and ends with 1', async () => {
  answering(
    {
      to: 'aws resourcegroupstaggingapi get-resources --tag-filters Key=system,Values=causeway-dev --region us-east-1',
      says: { ResourceTagMappingList: [{ ResourceARN: 'arn:aws:cloudfront::1:distribution/E1' }] },
    },
    { to: 'az resource list --tag system=causeway-dev', says: [{ id: '/subscriptions/1/x' }] },
  );
  expect(await run()).toBe(1);
  expect(said).toEqual(
    expect.arrayContaining(['  AWS arn:aws:cloudfront::1:distribution/E1', '  Azure /subscriptions/1/x']),
  );
});

it('looks for what is left over also where Terraform knows of nothing', async () => {
  answering({ to: 'terraform show', says: {} }, { to: 'az group', says: [{ id: '/groups/causeway-dev' }] });
  expect(await run([], '')).toBe(1);
  expect(calls('terraform apply')).toEqual([]);
});

it('takes no half of an environment away', async () => {
  await expect(run(['--cloud', 'aws'])).rejects.toThrow('an environment goes in both at once');
});
