/** How the SVG looks: attributes for every viewer, and a style sheet that turns it dark where the viewer is. */
import { colours, darkColours } from "./colours.ts";
import { fontFamily, fontSize } from "./node-label.ts";
import type { PictureNode } from "./picture.ts";

// Attributes rather than rules: some viewers read no style sheets, and rules still win where they are read.
export const svgAttributes = {
  root: `font-family="${fontFamily}" font-size="${fontSize}" text-anchor="middle"`,
  paper: `fill="${colours.paper}"`,
  step: `fill="${colours.paper}" stroke="${colours.line}" stroke-width="1.2"`,
  loopStep: `fill="${colours.paper}" stroke="${colours.loop}" stroke-width="1.6"`,
  condition: `fill-opacity="0.5"`,
  end: `fill="${colours.paper}" stroke="${colours.line}" stroke-width="1.2"`,
  endInner: `fill="${colours.line}"`,
  unknown: `fill="${colours.paper}" stroke="${colours.wrong}" stroke-width="1.6" stroke-dasharray="5 3"`,
  unreached: ` opacity="0.45"`,
  retryGround: `fill="${colours.paper}" stroke="none"`,
  retryArrow: `fill="none" stroke="${colours.loop}" stroke-width="1.5"`,
  link: { group: `stroke="${colours.line}" stroke-width="1.2"`, tip: `fill="${colours.line}"` },
  back: { group: `stroke="${colours.loop}" stroke-width="1.8"`, tip: `fill="${colours.loop}"` },
  dashed: `stroke-dasharray="5 3"`,
  linkLabel: `font-size="11" fill="${colours.quiet}" stroke="${colours.paper}" stroke-width="3" paint-order="stroke"`,
  label: (node: PictureNode): string => `fill="${node.kind === "unknown" ? colours.wrong : colours.text}"`,
} as const;

const dark = darkColours;

export const svgStyle = `
.orchwits a{cursor:pointer;text-decoration:none}
@media (prefers-color-scheme:dark){
.orchwits .paper,.orchwits .step ellipse,.orchwits .end ellipse,.orchwits .unknown ellipse,.orchwits .retry circle{fill:${dark.paper}}
.orchwits .step ellipse,.orchwits .end ellipse,.orchwits .link{stroke:${dark.line}}
.orchwits .tip,.orchwits .end .inner{fill:${dark.line}}
.orchwits .loops ellipse,.orchwits .back,.orchwits .retry path{stroke:${dark.loop}}
.orchwits .back .tip{fill:${dark.loop}}
.orchwits .unknown ellipse{stroke:${dark.wrong}}
.orchwits .unknown .label{fill:${dark.wrong}}
.orchwits .step .label,.orchwits .condition .label{fill:${dark.text}}
.orchwits .condition rect{fill-opacity:.28}
.orchwits .link text{fill:${dark.quiet};stroke:${dark.paper}}
}
`;
