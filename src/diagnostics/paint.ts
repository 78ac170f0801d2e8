/** Colours for terminals: whoever prints gets a painter, so that what is printed never has to know where it goes. */
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Styles a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Leaves every text as it is. */
export const plain: Paint = (_style, text) => text;

/** Always styles. */
export const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false });

/** The painter for a stream: colours on a terminal, unless `NO_COLOR` or a dumb terminal forbids them; `FORCE_COLOR` decides where set. */
export function paintFor(stream: { readonly isTTY?: boolean }, environment: Readonly<Record<string, string | undefined>>): Paint {
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined) return forced === "0" || forced === "false" ? plain : coloured;
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb" ? coloured : plain;
}
