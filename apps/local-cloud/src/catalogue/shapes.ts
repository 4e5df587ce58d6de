/** Signed distance to a shape's edge, negative inside, on a canvas of 240 by 240 units. */
export type Shape = (x: number, y: number) => number;

export const canvas = 240;

// Taken out once: looked up on the global object at every pixel they would cost more than the arithmetic.
const { abs, cos, max, min, sin, sqrt } = Math;

export const circle =
  (cx: number, cy: number, radius: number): Shape =>
  (x, y) =>
    distance(x - cx, y - cy) - radius;

export const ring =
  (cx: number, cy: number, radius: number, width: number): Shape =>
  (x, y) =>
    abs(distance(x - cx, y - cy) - radius) - width;

/** Half width and half height; the corners are round. */
export const box =
  (cx: number, cy: number, halfWidth: number, halfHeight: number, corner: number): Shape =>
  (x, y) => {
    const dx = abs(x - cx) - halfWidth + corner;
    const dy = abs(y - cy) - halfHeight + corner;
    return distance(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - corner;
  };

/** From `top` downwards, its half width going from the first to the second. */
export const trapezium =
  (cx: number, top: number, halfTop: number, halfBottom: number, height: number): Shape =>
  (x, y) => {
    const half = halfTop + ((halfBottom - halfTop) * (y - top)) / height;
    return max(abs(x - cx) - half, top - y, y - top - height);
  };

export const triangleSail =
  (left: number, top: number, width: number, height: number): Shape =>
  (x, y) =>
    max(left - x, x - left - (width * (y - top)) / height, y - top - height);

export const ellipse =
  (cx: number, cy: number, rx: number, ry: number, angle: number): Shape =>
  (x, y) => {
    const [sine, cosine] = [sin(angle), cos(angle)];
    const u = ((x - cx) * cosine + (y - cy) * sine) / rx;
    const v = ((y - cy) * cosine - (x - cx) * sine) / ry;
    return (distance(u, v) - 1) * min(rx, ry);
  };

export const wave =
  (level: number, height: number, pace: number, shift: number): Shape =>
  (x, y) =>
    level + sin(x * pace + shift) * height - y;

/** About the picture's centre. */
export const turned = (shape: Shape, angle: number): Shape => {
  const [sine, cosine, centre] = [sin(angle), cos(angle), canvas / 2];
  return (x, y) =>
    shape(centre + (x - centre) * cosine + (y - centre) * sine, centre + (y - centre) * cosine - (x - centre) * sine);
};

export const both =
  (a: Shape, b: Shape): Shape =>
  (x, y) =>
    max(a(x, y), b(x, y));

// Math.hypot guards against overflow, which costs ten times as much.
const distance = (dx: number, dy: number) => sqrt(dx * dx + dy * dy);
