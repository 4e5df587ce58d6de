import { attempt } from './programs.mjs';
import { Stop } from './stop.mjs';

/** By program: how it says its version, which one is needed, and where it comes from. */
const needed = {
  terraform: {
    ask: ['version', '-json'],
    versionIn: (output) => JSON.parse(output).terraform_version,
    atLeast: [1, 11],
    below: 2,
    from: 'https://developer.hashicorp.com/terraform/install',
  },
  aws: {
    ask: ['--version'],
    versionIn: (output) => /aws-cli\/([\d.]+)/.exec(output)?.[1],
    atLeast: [2, 0],
    from: 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
  },
  az: {
    ask: ['version', '--output', 'json'],
    versionIn: (output) => JSON.parse(output)['azure-cli'],
    atLeast: [2, 60],
    from: 'https://learn.microsoft.com/cli/azure/install-azure-cli',
  },
};

/** Looks for each program and says its version. Throws Stop that names every one that is missing or too old. */
export function checkPrograms(names, say) {
  const faults = names.flatMap((name) => {
    const { version, fault } = versionOf(name);
    if (fault === undefined) say(`${name} ${version}`);
    return fault === undefined ? [] : [`${name} is needed, but ${fault}: get it from ${needed[name].from}`];
  });
  if (faults.length > 0) throw new Stop(`${faults.join('; ')}.`);
}

function versionOf(name) {
  const { ask, versionIn, atLeast, below } = needed[name];
  const { output, fault } = attempt(name, ask);
  if (fault !== undefined) return { fault };
  const version = readable(() => versionIn(output));
  if (version === undefined) return { fault: 'it does not say its version' };
  const [major, minor] = version.split('.').map(Number);
  const isOld = major < atLeast[0] || (major === atLeast[0] && minor < atLeast[1]);
  if (isOld) return { fault: `${version} is older than ${atLeast.join('.')}` };
  return below !== undefined && major >= below ? { fault: `${version} is not below ${below}` } : { version };
}

function readable(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
