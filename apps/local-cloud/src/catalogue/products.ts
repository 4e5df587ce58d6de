export interface CatalogueProduct {
  sku: string;
  name: string;
  description: string;
  category: string;
  price: { amount: number; currency: 'EUR' };
  stock: number;
}

type Row = [sku: string, name: string, cents: number, stock: number, description: string];

const lighting: Row[] = [
  ['LAMP-01', 'Harbour lamp', 5900, 40, 'A table lamp with a brass base and a linen shade, bright enough to read by.'],
  ['LAMP-02', 'Lantern for the pier', 3450, 60, 'Storm-proof glass around a warm LED; runs forty hours on one charge.'],
  ['LAMP-03', 'Signal pendant', 12900, 18, 'A spun-steel pendant in signal red, after the lights of old quays.'],
  ['LAMP-04', 'Fog reading light', 4200, 55, 'Clips to a shelf or a book and dims in five soft steps.'],
  ['LAMP-05', 'Lighthouse floor lamp', 18900, 12, 'Stands as tall as a child and throws one calm, turning beam.'],
  ['LAMP-06', 'Tide night light', 1990, 120, 'Glows blue at high water and green at low water, all by itself.'],
  ['LAMP-07', 'Rope wall lamp', 7450, 25, 'A bulb in a knot of hemp rope; mounts with two screws.'],
  ['LAMP-08', 'Bridge desk lamp', 8900, 30, 'A folding arm with the joints of a drawbridge; stays where you put it.'],
];

const kitchen: Row[] = [
  ['KITC-01', 'Two-bank mug', 1450, 200, 'Stoneware with a glaze of two blues that meet in the middle.'],
  ['KITC-02', 'Causeway carafe', 3290, 45, 'One litre of mouth-blown glass with a cork that floats.'],
  ['KITC-03', 'Pebble bowl', 2250, 80, 'A heavy little bowl for olives, nuts or keys.'],
  ['KITC-04', 'Ferry teapot', 4900, 28, 'Brews for four, pours without dripping, fits the palm of a hand.'],
  ['KITC-05', 'Salt and pepper bollards', 2490, 70, 'Turned from oak; one is darker, so that you know which.'],
  ['KITC-06', 'Driftwood board', 3990, 35, 'Every board has a grain of its own; oiled twice by hand.'],
  ['KITC-07', 'Anchor bottle opener', 1290, 150, 'Cast brass; hangs on a nail beside the door.'],
  ['KITC-08', 'Enamel camp cup', 990, 180, 'Survives the fire, the backpack and the dishwasher.'],
];

const textiles: Row[] = [
  ['TEXT-01', 'Mist throw', 6900, 32, 'Soft lambswool in four greys, woven to be shared on a sofa.'],
  ['TEXT-02', 'Sailcloth cushion', 3490, 64, 'Made of retired sails; each one has crossed some sea.'],
  ['TEXT-03', 'Net tablecloth', 5450, 22, 'Open-weave cotton for a table of six.'],
  ['TEXT-04', 'Dune bath towel', 2990, 90, 'Thick, sand-coloured and quick to dry.'],
  ['TEXT-05', 'Striped kitchen towels', 1890, 110, 'Three towels with stripes as wide as a ruler.'],
  ['TEXT-06', 'Keel curtain', 7900, 16, 'Heavy linen that keeps the morning out.'],
  ['TEXT-07', 'Woven doormat', 2650, 75, 'Coir in a herringbone; says nothing, catches everything.'],
  ['TEXT-08', 'Island quilt', 14900, 10, 'A map of an archipelago nobody has found yet, quilted by hand.'],
];

const garden: Row[] = [
  ['GARD-01', 'Copper watering can', 4690, 26, 'Pours slowly and turns green with the years.'],
  ['GARD-02', 'Herb crate', 2190, 85, 'Three pots in a fruit crate: basil, thyme and whatever you like.'],
  ['GARD-03', 'Boathouse bird feeder', 3190, 48, 'A small red boathouse; tits move in within a week.'],
  ['GARD-04', 'Terracotta trio', 2790, 60, 'Three pots that stack when the season is over.'],
  ['GARD-05', 'Ash-handled trowel', 1790, 95, 'Forged in one piece, with centimetres marked on the blade.'],
  ['GARD-06', 'Rain chain', 5490, 20, 'Twelve cups that walk the rain down from the gutter.'],
  ['GARD-07', 'Folding deck chair', 8490, 24, 'Beech and canvas; opens with one hand.'],
  ['GARD-08', 'Seed tin for one summer', 1590, 140, 'Twelve small packets, one for each warm week.'],
];

const stationery: Row[] = [
  ['STAT-01', 'Logbook', 1690, 160, 'Lined on the left, blank on the right, and numbered throughout.'],
  ['STAT-02', 'Ink of the deep', 1390, 100, 'A blue-black ink that shows red where it pools.'],
  ['STAT-03', 'Brass pencil', 2290, 78, 'Takes a lead as thick as a match and lasts for life.'],
  ['STAT-04', 'Chart paper', 990, 220, 'Fifty sheets of sea charts that were never printed on the back.'],
  ['STAT-05', 'Knot paper clips', 790, 260, 'A hundred clips bent into a figure of eight.'],
  ['STAT-06', 'Letter set for two shores', 1890, 88, 'Twenty sheets and envelopes; the stamps are up to you.'],
  ['STAT-07', 'Tide calendar', 1490, 130, 'Twelve months of moons, springs and neaps.'],
  ['STAT-08', 'Desk ruler with a wave', 1190, 105, 'Thirty centimetres; one edge is straight, the other is not.'],
];

const toys: Row[] = [
  ['TOYS-01', 'Wooden tugboat', 2490, 72, 'Floats, pulls and steers with a string.'],
  ['TOYS-02', 'Bridge blocks', 3990, 40, 'Sixty beech blocks and eight arches; no glue, only balance.'],
  ['TOYS-03', 'Gull on a stick', 1290, 115, 'Flaps when you run.'],
  ['TOYS-04', 'Puzzle of the bay', 2190, 66, 'Five hundred pieces, of which four hundred are water.'],
  ['TOYS-05', 'Pocket kite', 1690, 98, 'Unfolds from a pouch and flies in a breeze.'],
  ['TOYS-06', 'Marble lock', 4490, 27, 'A canal lock for marbles: fill it, open it, watch them go.'],
  ['TOYS-07', 'Knitted octopus', 1990, 84, 'Eight arms, all of them for holding on to.'],
  ['TOYS-08', 'Signal flags', 1590, 92, 'Twenty-six flags to spell what must not be shouted.'],
];

const travel: Row[] = [
  ['TRAV-01', 'Canvas duffel', 8900, 34, 'Forty litres, two pockets, one strap that does not slip.'],
  ['TRAV-02', 'Passport sleeve', 2790, 120, 'Vegetable-tanned leather with room for two boarding cards.'],
  ['TRAV-03', 'Ferry blanket', 4950, 46, 'Rolls up into its own pillow for the crossing.'],
  ['TRAV-04', 'Steel flask', 2990, 108, 'Keeps tea hot from one shore to the other.'],
  ['TRAV-05', 'Weekend wash bag', 3450, 58, 'Waxed cotton; hangs on any hook.'],
  ['TRAV-06', 'Folding umbrella', 3190, 76, 'Turns inside out and back again, undamaged.'],
  ['TRAV-07', 'Compass key ring', 1450, 170, 'Points north; the keys do the rest.'],
  ['TRAV-08', 'Luggage tags, a pair', 1290, 145, 'One for there and one for back.'],
];

const pantry: Row[] = [
  ['PANT-01', 'Sea salt flakes', 690, 300, 'Dried by wind on a causeway that is under water twice a day.'],
  ['PANT-02', 'Smoked paprika', 590, 240, 'Sweet, red and a little dangerous.'],
  ['PANT-03', 'Heather honey', 1190, 150, 'Thick, dark and set in its comb.'],
  ['PANT-04', 'Pilot biscuits', 490, 280, 'Rye, caraway, and nothing that spoils.'],
  ['PANT-05', 'Harbour coffee', 1290, 190, 'A dark roast for the early watch; beans, half a kilo.'],
  ['PANT-06', 'Black tea, night crossing', 950, 210, 'Assam with a breath of smoke.'],
  ['PANT-07', 'Quince jam', 790, 160, 'Cooked in copper, in October only.'],
  ['PANT-08', 'Dark chocolate, 70 percent', 450, 320, 'Six bars in paper sleeves, each with a knot to learn.'],
];

const categories = { lighting, kitchen, textiles, garden, stationery, toys, travel, pantry };

/** The shop's own catalogue: eight categories of eight products. */
export const catalogue: readonly CatalogueProduct[] = Object.entries(categories).flatMap(([category, rows]) =>
  rows.map(([sku, name, cents, stock, description]) => ({
    sku,
    name,
    description,
    category,
    price: { amount: cents, currency: 'EUR' as const },
    stock,
  })),
);
