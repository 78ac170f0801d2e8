/** The chain as Vercel's compiler takes it: a folder of its own, for it bundles every file that it finds. */

interface State {
  readonly left: number;
}

export async function chain(input: State): Promise<State> {
  "use workflow";
  let state = input;
  while (state.left > 0) state = await turn(state);
  return state;
}

async function turn(state: State): Promise<State> {
  "use step";
  return { ...state, left: state.left - 1 };
}
