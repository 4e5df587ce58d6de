import type { Given } from '../env/rule.js';

/** Where a process runs, which decides what it can show of itself. */
export type Home = 'aws' | 'azure' | 'elsewhere';

/**
 * Told by what the clouds themselves give to their processes. App Service, Functions and Container Apps name the endpoint of
 * an app's identity, where it has one; Lambda and ECS name the function and the task.
 */
export function homeOf(given: Given): Home {
  if (given.IDENTITY_ENDPOINT !== undefined) return 'azure';
  const isOnAws = given.AWS_LAMBDA_FUNCTION_NAME !== undefined || given.ECS_CONTAINER_METADATA_URI_V4 !== undefined;
  return isOnAws ? 'aws' : 'elsewhere';
}
