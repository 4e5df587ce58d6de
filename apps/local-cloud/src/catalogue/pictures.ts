import { createHash } from 'node:crypto';
import { png } from './png.js';
import {
  both,
  box,
  canvas,
  circle,
  ellipse,
  ring,
  type Shape,
  trapezium,
  triangleSail,
  turned,
  wave,
} from './shapes.js';

const size = 200;
const scale = canvas / size;
const tile = 8;
/** Farther than half a tile's diagonal, with room for shapes whose distance is an estimate. */
const reach = 14;

type Colour = readonly [red: number, green: number, blue: number];
type Layer = { shape: Shape; colour: Colour };
/** Numbers from 0 to 1 that depend on the product alone. */
type Dice = () => number;

/** The product's picture, always the same one for the same sku: its category's motif in its own colours and proportions. */
export function pictureOf({ sku, category }: { sku: string; category: string }): Buffer {
  const dice = diceOf(sku);
  const hue = dice() * 360;
  const paint = (turn: number, saturation: number, lightness: number) => hsl(hue + turn, saturation, lightness);
  const sky = [paint(0, 0.55, 0.9), paint(40, 0.5, 0.74)] as const;
  const sun: Layer = {
    shape: circle(50 + dice() * 140, 45 + dice() * 40, 18 + dice() * 16),
    colour: paint(180, 0.7, 0.85),
  };
  const horizon = 165 + dice() * 30;
  const sea: Layer[] = [0, 1, 2].map((n) => ({
    shape: wave(horizon + n * 18, 4 + dice() * 5, 0.03 + dice() * 0.03, dice() * 6),
    colour: paint(20 + n * 8, 0.45, 0.62 - n * 0.09),
  }));
  const motif = (motifs[category] ?? blob)(dice, paint);
  return render(sky, [sun, ...sea, ...motif]);
}

type Motif = (dice: Dice, paint: (turn: number, saturation: number, lightness: number) => Colour) => Layer[];

const blob: Motif = (dice, paint) => [
  { shape: circle(120, 120, 40 + dice() * 20), colour: paint(180, 0.6, 0.5) },
  { shape: circle(120, 120, 20 + dice() * 10), colour: paint(180, 0.7, 0.7) },
];

const motifs: Readonly<Record<string, Motif>> = {
  lighting: (dice, paint) => {
    const [width, height] = [46 + dice() * 20, 46 + dice() * 20];
    return [
      { shape: box(120, 150, 4, 52, 2), colour: paint(200, 0.3, 0.25) },
      { shape: box(120, 202, 30 + dice() * 14, 6, 5), colour: paint(200, 0.3, 0.2) },
      { shape: circle(120, 95 + height / 2, 17), colour: paint(60, 0.9, 0.88) },
      { shape: trapezium(120, 85, width * 0.5, width, height), colour: paint(180, 0.65, 0.52) },
    ];
  },
  kitchen: (dice, paint) => {
    const [half, tall] = [32 + dice() * 14, 34 + dice() * 16];
    return [
      { shape: ring(120 + half, 140, 20 + dice() * 6, 6), colour: paint(170, 0.55, 0.38) },
      { shape: box(120, 140, half, tall, 10 + dice() * 12), colour: paint(170, 0.55, 0.5) },
      { shape: box(120, 128 + dice() * 24, half, 5, 0), colour: paint(210, 0.6, 0.75) },
      { shape: box(120, 140 - tall + 4, half - 5, 3, 3), colour: paint(170, 0.5, 0.28) },
    ];
  },
  textiles: (dice, paint) => {
    const stripes = 3 + Math.floor(dice() * 4);
    const width = 130 / stripes;
    return [
      { shape: box(120, 135, 68, 58, 14), colour: paint(190, 0.45, 0.45) },
      ...Array.from({ length: stripes }, (_, n) => ({
        shape: both(box(120, 135, 68, 58, 14), box(58 + width * (n + 0.5), 135, width * (0.12 + dice() * 0.22), 80, 0)),
        colour: paint(190 + n * 35, 0.6, 0.68),
      })),
    ];
  },
  garden: (dice, paint) => {
    const leaves = 4 + Math.floor(dice() * 4);
    return [
      ...Array.from({ length: leaves }, (_, n) => {
        const angle = Math.PI * (0.15 + (0.7 * n) / (leaves - 1));
        const reach = 48 + dice() * 22;
        return {
          shape: ellipse(
            120 - Math.cos(angle) * reach * 0.7,
            140 - Math.sin(angle) * reach,
            13,
            30,
            angle + Math.PI / 2,
          ),
          colour: hsl(95 + dice() * 60, 0.45, 0.32 + dice() * 0.2),
        };
      }),
      { shape: trapezium(120, 150, 40, 28, 56), colour: paint(180, 0.55, 0.48) },
      { shape: box(120, 150, 45, 8, 3), colour: paint(180, 0.55, 0.38) },
    ];
  },
  stationery: (dice, paint) => {
    const tilt = (dice() - 0.5) * 0.5;
    const lines = 4 + Math.floor(dice() * 3);
    return [
      { shape: turned(box(120, 125, 54, 68, 6), tilt), colour: paint(180, 0.5, 0.4) },
      { shape: turned(box(124, 122, 50, 64, 4), tilt), colour: paint(60, 0.4, 0.95) },
      ...Array.from({ length: lines }, (_, n) => ({
        shape: turned(box(118 - dice() * 8, 80 + n * 17, 26 + dice() * 10, 2.5, 2), tilt),
        colour: paint(200, 0.4, 0.55),
      })),
      { shape: turned(box(178, 130, 5, 60, 3), 0.3 + dice() * 0.4), colour: paint(130, 0.7, 0.5) },
    ];
  },
  toys: (dice, paint) => {
    const lean = dice() * 10;
    return [
      { shape: box(112 + lean, 125, 4, 50, 1), colour: paint(30, 0.4, 0.3) },
      { shape: triangleSail(116 + lean, 72, 46 + dice() * 16, 88), colour: paint(180, 0.7, 0.6) },
      { shape: box(88 + lean, 110 + dice() * 20, 20, 26, 3), colour: paint(90, 0.65, 0.62) },
      { shape: trapezium(120, 170, 72, 46, 34), colour: paint(210, 0.6, 0.45) },
      { shape: circle(95, 186, 5), colour: paint(60, 0.6, 0.9) },
      { shape: circle(125, 186, 5), colour: paint(60, 0.6, 0.9) },
    ];
  },
  travel: (dice, paint) => {
    const [half, tall] = [58 + dice() * 12, 38 + dice() * 14];
    return [
      { shape: ring(120, 140 - tall, 24 + dice() * 6, 6), colour: paint(200, 0.4, 0.25) },
      { shape: box(120, 140, half, tall, 16), colour: paint(180, 0.55, 0.46) },
      { shape: box(120 - half * 0.55, 140, 6, tall, 0), colour: paint(210, 0.5, 0.3) },
      { shape: box(120 + half * 0.55, 140, 6, tall, 0), colour: paint(210, 0.5, 0.3) },
      { shape: box(120, 140 + dice() * 12, 16, 11, 4), colour: paint(60, 0.7, 0.7) },
    ];
  },
  pantry: (dice, paint) => {
    const half = 34 + dice() * 12;
    return [
      { shape: box(120, 140, half, 56, 18), colour: paint(180, 0.55, 0.58) },
      {
        shape: both(box(120, 140, half, 56, 18), box(120, 185, half, 50 - dice() * 20, 0)),
        colour: paint(200, 0.65, 0.4),
      },
      { shape: box(120, 80, half - 4, 10, 3), colour: paint(30, 0.4, 0.32) },
      { shape: box(120, 142, half - 8, 20, 4), colour: paint(60, 0.4, 0.94) },
      { shape: circle(120, 142, 9 + dice() * 5), colour: paint(150, 0.6, 0.5) },
    ];
  },
};

/** Tiles keep it quick: most lie wholly outside a shape, where it need not be asked for every pixel. */
function render([top, bottom]: readonly [Colour, Colour], layers: readonly Layer[]): Buffer {
  const pixels = new Uint8Array(size * size * 3);
  for (let tileY = 0; tileY < size; tileY += tile) {
    for (let tileX = 0; tileX < size; tileX += tile) {
      const near = layers.filter(({ shape }) => shape((tileX + tile / 2) * scale, (tileY + tile / 2) * scale) < reach);
      for (let y = tileY; y < tileY + tile; y += 1) {
        const background = mix(top, bottom, y / size);
        for (let x = tileX; x < tileX + tile; x += 1) {
          const at = (y * size + x) * 3;
          const colour = colourAt((x + 0.5) * scale, (y + 0.5) * scale, background, near);
          pixels[at] = colour[0];
          pixels[at + 1] = colour[1];
          pixels[at + 2] = colour[2];
        }
      }
    }
  }
  return png(size, size, pixels);
}

function colourAt(x: number, y: number, background: Colour, layers: readonly Layer[]): Colour {
  let colour = background;
  for (const layer of layers) {
    const cover = 0.5 - layer.shape(x, y) / scale;
    if (cover >= 1) colour = layer.colour;
    else if (cover > 0) colour = mix(colour, layer.colour, cover);
  }
  return colour;
}

const mix = (a: Colour, b: Colour, part: number): Colour => [
  a[0] + (b[0] - a[0]) * part,
  a[1] + (b[1] - a[1]) * part,
  a[2] + (b[2] - a[2]) * part,
];

function hsl(hue: number, saturation: number, lightness: number): Colour {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

function diceOf(text: string): Dice {
  const bytes = createHash('sha512').update(text).digest();
  let at = 0;
  return () => {
    at = (at + 2) % (bytes.length - 1);
    return bytes.readUInt16BE(at) / 65_536;
  };
}
