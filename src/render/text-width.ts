/** How wide a text is, without a font: boxes must hold their labels in whatever viewer opens the picture. */

// Helvetica's widths in thousandths of the font size (Adobe font metrics), which Arial and Liberation Sans share.
const narrow: Readonly<Record<number, string>> = {
  191: "'",
  222: "ijl",
  260: "|",
  278: " !,./:;I[\\]ft",
  333: "()-`r",
  334: "{}",
  355: '"',
  389: "*",
  469: "^",
  500: "Jcksvxyz",
  556: "#$0123456789?L_abdeghnopqu",
  584: "+<=>~",
  611: "FTZ",
  667: "&ABEKPSVXY",
  722: "CDHNRUw",
  778: "GOQ",
  833: "Mm",
  889: "%",
  944: "W",
  1000: "…—",
  1015: "@",
};

const widths = new Map<string, number>();
for (const [width, characters] of Object.entries(narrow)) for (const character of characters) widths.set(character, Number(width));

const wide = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303f\uff00-\uff60]/u;
const picture = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const unprinted = /\p{M}|\p{Cf}|\p{Cc}/u;

/** The width in the unit of `size`, for Helvetica or a font like it. */
export function measureText(text: string, size: number): number {
  let thousandths = 0;
  for (const character of text) {
    thousandths += widths.get(character) ?? guess(character);
  }
  return (thousandths * size) / 1_000;
}

function guess(character: string): number {
  if (unprinted.test(character)) return 0;
  if (picture.test(character)) return 1_400;
  if (wide.test(character)) return 1_050;
  return 720;
}
