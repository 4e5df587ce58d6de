export type TraceSpan = {
  spanId: string;
  parentSpanId: string | null;
  name: string;
  service: string;
  cloud: string;
  start: number;
  end: number;
};

const barWidth = 40;

/** One trace as lines of text: each span under its parent, with its cloud and a bar where it lies in time. */
export function waterfall(spans: readonly TraceSpan[]): string[] {
  const start = Math.min(...spans.map((span) => span.start));
  const total = Math.max(1, Math.max(...spans.map((span) => span.end)) - start);
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const childrenOf = Map.groupBy(spans, ({ parentSpanId }) =>
    parentSpanId !== null && ids.has(parentSpanId) ? parentSpanId : '',
  );
  const lines: string[] = [];
  const draw = (parent: string, depth: number): void => {
    for (const span of (childrenOf.get(parent) ?? []).toSorted((a, b) => a.start - b.start)) {
      lines.push(lineOf(span, depth, start, total));
      draw(span.spanId, depth + 1);
    }
  };
  draw('', 0);
  return lines;
}

function lineOf(span: TraceSpan, depth: number, start: number, total: number): string {
  const from = Math.min(barWidth - 1, Math.floor(((span.start - start) / total) * barWidth));
  const length = Math.max(1, Math.min(barWidth - from, Math.round(((span.end - span.start) / total) * barWidth)));
  const bar = ' '.repeat(from) + '█'.repeat(length);
  const label = `${'  '.repeat(depth)}${span.name}`;
  const ms = `${(span.end - span.start).toFixed(1)} ms`;
  return `${span.cloud.padEnd(9)}${span.service.padEnd(21)}${fit(label, 46)} ${bar.padEnd(barWidth)} ${ms.padStart(10)}`;
}

const fit = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
