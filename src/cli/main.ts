#!/usr/bin/env node
/** The command's entry: refuses a Node that is too old before it loads anything that such a Node can't run. Keep its syntax old. */
const needed = "22.13";
const [major, minor] = process.versions.node.split(".").map(Number);

if (Number(major) < 22 || (Number(major) === 22 && Number(minor) < 13)) {
  process.stderr.write(
    `orchwits needs Node ${needed} or newer, and this is Node ${process.versions.node} (${process.execPath}).\n` +
      "Get a newer one from https://nodejs.org, or with a version manager, such as: nvm install 24\n" +
      "For one project only: npm install --save-dev --save-exact node@24, then start orchwits with npx or an npm script.\n",
  );
  process.exitCode = 2;
} else {
  // Much of a small check's time goes into compiling the same modules at every start, ours and the libraries'.
  void import("node:module")
    .then(({ enableCompileCache }) => enableCompileCache())
    .then(() => import("./program.ts"))
    .then(({ runProgram }) => runProgram(process.argv.slice(2)));
}
