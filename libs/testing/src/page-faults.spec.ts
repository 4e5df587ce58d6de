import { createHash } from 'node:crypto';
import { pageFaults } from './page-faults.js';

const style = 'b{color:red}';
const hash = createHash('sha256').update(style).digest('base64');
const strict = `default-src 'none'; style-src 'sha256-${hash}'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
const page = (body: string) => `<!doctype html><html><head><style>${style}</style></head><body>${body}</body></html>`;

it('finds nothing in a page that keeps to its policy', () => {
  expect(pageFaults(page('<a href="/x">x</a> <script src="/page.js"></script>'), strict)).toEqual([]);
});

it.each([
  ['<p style="color:red">', '<p> has style.'],
  ['<p onclick="x()">', '<p> has onclick.'],
  ['<a href=" JavaScript:x()">x</a>', '<a> has a script or data in href.'],
  ['<script>x()</script>', '<script> is not allowed by script-src.'],
  ['<script src="//evil.example/x.js"></script>', '<script> is not allowed by script-src.'],
  ['<script src="https://evil.example/x.js"></script>', '<script> is not allowed by script-src.'],
  ['<style>b{color:blue}</style>', '<style> is not allowed by style-src.'],
  ['<link rel="stylesheet" href="/x.css">', '<link> is not allowed by style-src.'],
  ['<img src="/x.png">', '<img> is not allowed by img-src.'],
  ['<iframe src="/x"></iframe>', '<iframe> is not allowed by frame-src.'],
  ['<form action="/x"></form>', '<form> is not allowed by form-action.'],
  ['<meta http-equiv="refresh" content="0">', '<meta> has http-equiv.'],
])('finds %s', (body, fault) => {
  expect(pageFaults(page(body), strict)).toEqual([fault]);
});

it.each([
  [`${strict}; img-src *`, 'img-src allows *.'],
  [strict.replace("'self'", "'self' 'unsafe-inline'"), "script-src allows 'unsafe-inline'."],
  [strict.replace("'self'", 'https:'), 'script-src allows https:.'],
  [strict.replace("base-uri 'none'; ", ''), "base-uri is not 'none'."],
])('finds what is loose in %s', (policy, fault) => {
  expect(pageFaults(page(''), policy)).toEqual([fault]);
});
