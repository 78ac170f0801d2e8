/** `npm run bench:peers`: what a hop costs in Orchwits and in other libraries, in one run. */
import { printPeers } from "./peers.ts";

await printPeers();
