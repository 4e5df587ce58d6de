// CloudFront knows no destructuring (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html).
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name
function handler(event) {
  const request = event.request;
  const path = request.uri.replace(/\/+$/, '');
  if (path === '') request.uri = '/docs.html';
  else if (path.startsWith('/problems/')) request.uri = path + (wantsPage(request) ? '.html' : '.json');
  else if (!/\.[a-z0-9]+$/.test(path)) request.uri = `${path}.html`;
  return request;
}

function wantsPage(request) {
  const accept = request.headers.accept;
  if (accept === undefined) return false;
  return accept.value.includes('text/html');
}
