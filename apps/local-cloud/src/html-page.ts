import { pageHeaders } from '@causeway/runtime/protective-headers';

const style = `
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}pre{overflow:auto;padding:.75rem;border:1px solid #8886;border-radius:.4rem}
details{border:1px solid #8886;border-radius:.4rem;margin:.5rem 0;padding:.4rem .75rem}summary{cursor:pointer}
table{border-collapse:collapse}td,th{border-bottom:1px solid #8884;padding:.2rem .75rem .2rem 0;text-align:left;vertical-align:top}
.verb{display:inline-block;min-width:4.5rem;font-weight:700;text-transform:uppercase}.quiet{opacity:.75}
`;

/** What goes with every such page: it may use its own style and nothing else. */
export const htmlHeaders = { ...pageHeaders(style), 'content-type': 'text/html; charset=utf-8' };

/** A page without scripts that works offline; `title` is escaped, `body` is HTML already, without a style of its own. */
export const htmlPage = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
