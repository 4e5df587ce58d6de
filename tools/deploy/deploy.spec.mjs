import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answers, aRepository } from './an-environment.mjs';
import { zipOf } from './bundles.mjs';
import { deploy } from './deploy.mjs';
import { fakePrograms } from './fake-programs.mjs';

const pathBefore = process.env.PATH;
let fakes;
let source;
let said;
let smoked;

beforeEach(() => {
  fakes = fakePrograms(['terraform', 'aws', 'az']);
  fakes.answer(answers);
  process.env.PATH = fakes.path;
  ({ source } = aRepository(fakes.folder));
  said = [];
  smoked = [];
});
afterEach(() => {
  process.env.PATH = pathBefore;
  fakes.remove();
});

const run = (args, { confirms = true, faults = [] } = {}) =>
  deploy(fakes.folder, ['--env', 'dev', ...args], {
    say: (line) => said.push(line),
    confirm: async () => confirms,
    smoke: async (url, options) => {
      smoked.push({ url, ...options });
      return faults;
    },
  });

/** The calls that change something or make it ready, without where files are. */
const steps = () =>
  fakes
    .calls()
    .filter(
      (call) =>
        !/^(terraform version|aws --version|aws sts|az version|az account|\S+ (secretsmanager desc|keyvault secret list))/.test(
          call,
        ),
    )
    .map((call) => call.replaceAll(`${fakes.folder}/`, ''));

/** The usual answers, with others before them. */
const answering = (...others) => fakes.answer([...others, ...answers]);

it('plans, carries out the plan, brings the code of Azure, and tries the shop out, in this order', async () => {
  expect(await run([])).toBe(0);
  expect(steps()).toEqual([
    'terraform init -input=false -reconfigure -backend-config=dev.backend.hcl',
    'terraform output -json',
    'terraform plan -input=false -out=infra/dev.tfplan -var-file=dev.tfvars',
    'terraform show -json infra/dev.tfplan',
    'terraform apply -input=false infra/dev.tfplan',
    'terraform output -json',
    'az functionapp deployment source config-zip --resource-group causeway-dev --name causeway-dev-payment-ab --src dist/cloud/payment-service.zip --output none',
    'az functionapp deployment source config-zip --resource-group causeway-dev --name causeway-dev-bridge-ab --src dist/cloud/bridge.zip --output none',
  ]);
  expect(smoked).toEqual([{ url: 'https://dev.shop.example', order: true }]);
});

it('says whose accounts it deploys to, and what is left to do by hand', async () => {
  await run([]);
  expect(said).toEqual(
    expect.arrayContaining([
      'AWS: account 111111111111, region eu-west-1, as arn:aws:iam::111111111111:user/ann',
      'Azure: subscription Shop (11111111-1111-4111-8111-111111111111), region northeurope, as ann@shop.example',
      expect.stringContaining('CREATE USER [x];'),
    ]),
  );
});

it('changes nothing where the plan is refused', async () => {
  await expect(run([], { confirms: false })).rejects.toThrow('Nothing was changed.');
  expect(steps().at(-1)).toMatch(/^terraform show/);
});

it('asks nobody with --yes, and only shows the plan with --plan', async () => {
  await run(['--yes'], { confirms: false });
  expect(steps()).toContain('terraform apply -input=false infra/dev.tfplan');
  fakes.remove();
  fakes = fakePrograms(['terraform', 'aws', 'az']);
  fakes.answer(answers);
  process.env.PATH = fakes.path;
  aRepository(fakes.folder);
  expect(await run(['--plan'])).toBe(0);
  expect(steps().at(-1)).toMatch(/^terraform show/);
});

it('carries out nothing where nothing changes, and brings the code all the same', async () => {
  answering({ to: 'terraform show', says: { resource_changes: [{ change: { actions: ['no-op'] } }] } });
  await run([], { confirms: false });
  expect(steps().some((step) => step.startsWith('terraform apply'))).toBe(false);
  expect(steps().at(-1)).toMatch(/^az functionapp/);
});

it('stops where Terraform stops in the middle, and says that the same command goes on', async () => {
  answering({ to: 'terraform apply', code: 1 });
  await expect(run([])).rejects.toThrow('and the same command goes on from there.');
  expect(steps().at(-1)).toMatch(/^terraform apply/);
});

it('does not try out an environment whose secrets nobody has filled in yet', async () => {
  answering({ to: 'terraform output', says: {}, once: true });
  expect(await run([])).toBe(0);
  expect(smoked).toEqual([]);
  expect(said.at(-1)).toContain('run `npm run smoke -- https://dev.shop.example`');
});

it('fails where the shop is not well afterwards', async () => {
  await expect(run([], { faults: ['/health/ready gave status 503'] })).rejects.toThrow(
    /^https:\/\/dev.shop.example is deployed but not well: \/health\/ready gave status 503\./,
  );
});

it('brings the code of AWS alone as new versions that the aliases show', async () => {
  await run(['--cloud', 'aws']);
  expect(steps().slice(2)).toEqual([
    'aws lambda update-function-code --function-name causeway-dev-order-service-http --zip-file fileb://dist/cloud/order-service.zip --publish --output json',
    'aws lambda wait published-version-active --function-name causeway-dev-order-service-http --qualifier 7',
    'aws lambda update-alias --function-name causeway-dev-order-service-http --name live --function-version 7 --output json',
    'terraform output -json',
  ]);
});

it('brings the code of Azure alone, and does not ask for the tools of AWS', async () => {
  rmSync(join(fakes.path, 'aws'));
  await run(['--cloud', 'azure']);
  expect(steps().filter((step) => step.startsWith('az'))).toHaveLength(2);
  expect(steps().some((step) => /^terraform (plan|apply)/.test(step))).toBe(false);
});

it('says that an environment is made in both clouds at once', async () => {
  answering({ to: 'terraform output', says: {} });
  await expect(run(['--cloud', 'aws'])).rejects.toThrow(/^There is no environment dev yet\. .*--cloud both --env dev/);
});

it.each([
  ['terraform', 'https://developer.hashicorp.com/terraform/install'],
  ['aws', 'https://docs.aws.amazon.com/cli'],
  ['az', 'https://learn.microsoft.com/cli/azure'],
])('says where %s comes from when it is not installed', async (name, from) => {
  rmSync(join(fakes.path, name));
  await expect(run([])).rejects.toThrow(`${name} is needed, but it is not installed: get it from ${from}`);
});

it.each([
  ['1.5.7', 'is older than 1.11'],
  ['2.0.0', 'is not below 2'],
])('refuses Terraform %s', async (version, fault) => {
  answering({ to: 'terraform version', says: { terraform_version: version } });
  await expect(run([])).rejects.toThrow(`terraform is needed, but ${version} ${fault}`);
});

it.each([
  ['AWS', 'aws sts', 'aws sso login'],
  ['Azure', 'az account', 'az login'],
])('says how to log in to %s', async (_cloud, to, how) => {
  answering({ to, code: 1, complains: 'no credentials' });
  await expect(run([])).rejects.toThrow(new RegExp(`no credentials.*${how}`));
});

it('deploys to no account but the one that the variables name', async () => {
  answering({ to: 'aws sts', says: { Account: '999999999999', Arn: 'arn:x' } });
  await expect(run([])).rejects.toThrow(
    'AWS account that you are logged in to is 999999999999, but aws_account_id says 111111111111',
  );
});

it('wants bundles that are there and younger than the code', async () => {
  const now = new Date(Date.now() + 120_000);
  utimesSync(source, now, now);
  await expect(run([])).rejects.toThrow(
    /^apps\/order-service\/src\/lambda.ts is younger than the bundle of .*build:cloud/,
  );
  rmSync(zipOf(fakes.folder, 'bridge'));
  await expect(run([])).rejects.toThrow('There is no bundle of bridge; run `npm run build:cloud`.');
});

it('says which files describe an environment', async () => {
  await expect(deploy(fakes.folder, ['--env', 'prod'], {})).rejects.toThrow(
    'infra/prod.tfvars (copy infra/examples/dev.tfvars and write into it your accounts, names and sizes) and infra/prod.backend.hcl (copy infra/examples/backend-s3.hcl and write into it where you keep the state, with key = "causeway/prod.tfstate") must be there.',
  );
  writeFileSync(join(fakes.folder, 'infra', 'dev.tfvars'), 'environment = "prod"\n');
  await expect(run([])).rejects.toThrow('infra/dev.tfvars describes the environment prod;');
});

it.each([[['--cloud', 'gcp']], [['--what']], [['--env', 'Production']]])('does not understand %j', async (args) => {
  await expect(run(args)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('Usage: npm run deploy'),
  });
});
