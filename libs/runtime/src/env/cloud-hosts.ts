const suffixes = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'api.aws',
  'windows.net',
  'azure.com',
  'azure.net',
  'azurecomm.net',
  'chinacloudapi.cn',
  'azure.cn',
  'usgovcloudapi.net',
  'azure.us',
];

/** Whether a host is a cloud's own, so that no emulator answers there. */
export function isCloudHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return suffixes.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
}
