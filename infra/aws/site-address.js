// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name
function handler({ request }) {
  const path = request.uri.replace(/\/+$/, '');
  if (path === '') request.uri = '/docs.html';
  else if (path.startsWith('/problems/')) request.uri = path + (wantsPage(request) ? '.html' : '.json');
  else if (!/\.[a-z0-9]+$/.test(path)) request.uri = `${path}.html`;
  return request;
}

const wantsPage = ({ headers }) => headers.accept !== undefined && headers.accept.value.includes('text/html');
