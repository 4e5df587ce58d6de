export { awsCredentials } from './cloud-identity/aws-credentials.js';
export { azureCredential } from './cloud-identity/azure-credential.js';
