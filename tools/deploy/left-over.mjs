import { askJson } from './programs.mjs';

/** What CloudFront uses lives there, wherever everything else is. */
const global = 'us-east-1';

/**
 * What still bears an environment's tag, in both clouds: `{ cloud, id }`. AWS goes on listing some things for a while after
 * they are gone, and keys and secrets until the days are over in which they could be fetched back.
 *
 * @throws Stop when a cloud cannot be asked
 */
export function leftOver(system, region) {
  return [...new Set([region, global])].flatMap((one) => inAws(system, one)).concat(inAzure(system));
}

function inAws(system, region) {
  const { ResourceTagMappingList: found } = askJson(
    'aws',
    [
      'resourcegroupstaggingapi',
      'get-resources',
      '--tag-filters',
      `Key=system,Values=${system}`,
      '--region',
      region,
      '--output',
      'json',
    ],
    { otherwise: `look in the console of AWS for what bears the tag system=${system}` },
  );
  return found.map(({ ResourceARN: id }) => ({ cloud: 'AWS', id }));
}

function inAzure(system) {
  const otherwise = `look in the portal of Azure for what bears the tag system=${system}`;
  const resources = askJson('az', ['resource', 'list', '--tag', `system=${system}`, '--output', 'json'], { otherwise });
  const groups = askJson('az', ['group', 'list', '--tag', `system=${system}`, '--output', 'json'], { otherwise });
  return [...groups, ...resources].map(({ id }) => ({ cloud: 'Azure', id }));
}
