/** A stream of events that is read as before, while each block of it is shown to `see` as it arrives. */
export function streamOf(response: Response, see: (block: string) => void): Response {
  const decoder = new TextDecoder();
  let text = '';
  const watched = response.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        blocks.forEach(see);
        controller.enqueue(chunk);
      },
    }),
  );
  return new Response(watched, response);
}
