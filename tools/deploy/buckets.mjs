import { askJson } from './programs.mjs';
import { Stop } from './stop.mjs';

const otherwise = 'empty the bucket in the console of AWS';

/** Deletes every version of every file in the buckets that bear the tag: with one in it, a bucket cannot be deleted. */
export function emptyBuckets(system, region, say) {
  const tagged = ['--resource-type-filters', 's3', '--tag-filters', `Key=system,Values=${system}`, '--region', region];
  const { ResourceTagMappingList: found } = askJson(
    'aws',
    ['resourcegroupstaggingapi', 'get-resources', ...tagged, '--output', 'json'],
    { otherwise },
  );
  for (const { ResourceARN: arn } of found) {
    const bucket = arn.replace(/^arn:[^:]+:s3:::/, '');
    say(`${bucket} had ${emptied(bucket)} versions of files.`);
  }
}

/** A page of versions at a time, as many as one call deletes. */
function emptied(bucket) {
  let deleted = 0;
  for (;;) {
    const page = askJson(
      'aws',
      ['s3api', 'list-object-versions', '--bucket', bucket, '--max-items', '1000', '--output', 'json'],
      { otherwise },
    );
    const objects = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    if (objects.length === 0) return deleted;
    const { Errors: errors = [] } =
      askJson(
        'aws',
        [
          's3api',
          'delete-objects',
          '--bucket',
          bucket,
          '--delete',
          JSON.stringify({ Objects: objects, Quiet: true }),
          '--output',
          'json',
        ],
        { otherwise },
      ) ?? {};
    if (errors.length > 0) throw new Stop(`${bucket} keeps ${errors[0].Key} (${errors[0].Code}); ${otherwise}.`);
    deleted += objects.length;
  }
}
