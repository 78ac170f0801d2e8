/** The verdict on one step, as sentences. The analyzer reads sources with this file replaced: it has longer ones of its own. */
import type { Done, Next, Outcome } from "../outcome.ts";
import type { Input, IsAny, IsLiteral, MayLack, Named, Parameter, Returned } from "./edges.ts";
import type { JsonFault } from "./json.ts";
import type { Arrivals } from "./walk.ts";

/** A fault of the flow. It is no legal result of a decorator, so the compiler shows its sentence. */
export interface Fault<Sentence extends string> {
  readonly fault: Sentence;
}

type Source<Name extends string, From extends string, At extends string> =
  From extends Input ? `the input of the pipeline`
  : At extends Name ? `the move from '${From}'`
  : `the path from '${From}' through '${At}'`;

// `readonly` doesn't travel: what arrives was read from JSON, and is the reader's own.
type Writable<V> = V extends (...parameters: any) => any ? V : V extends object ? { -readonly [K in keyof V]: Writable<V[K]> } : V;

type Fits<V, Want> = [V] extends [Want] ? true : [Writable<V>] extends [Want] ? true : false;

// Asked only where there is a fault to tell. A reserved key has a sentence of its own, and a pattern of names is nothing that a step needs.
type Told<K extends string> = K extends `$${string}` ? never : IsLiteral<K> extends true ? K : never;

type Judge<Name extends string, K extends string, Want, Optional, Arrival> =
  Arrival extends { lacking: infer From extends string; at: infer At extends string }
    ? Optional extends true ? never : `OW101: step '${Name}' needs '${Told<K>}', and ${Source<Name, From, At>} does not provide it`
    : Arrival extends { from: infer From extends string; value: infer V }
      ? Fits<V, Want> extends true ? never : `OW102: step '${Name}' does not accept '${Told<K>}' with the type that ${From extends Input ? "the input" : `'${From}'`} gives it`
      : never;

type IsOptional<P, K extends keyof P> = MayLack<P, K> extends true ? true : unknown extends P[K] ? false : undefined extends P[K] ? true : false;

type ReadFaults<P, Name extends string, R> = {
  [K in keyof R & string]-?: Judge<Name, K, R[K], IsOptional<R, K>, Arrivals<P, Name, K, R[K]>>;
}[keyof R & string];

type FaultsOfReads<P, Name extends string, R> =
  | ReadFaults<P, Name, R>
  | `OW304: step '${Name}' reads '${ReservedReads<R>}', but keys that begin with '$' are reserved`;

// Asked of all keys at once, for next to none are reserved. Of several shapes of state, each may name some.
type ReservedReads<R> = R extends unknown ? [keyof R & `$${string}`] extends [never] ? never : Reserved<R> : never;

type Reserved<R> = keyof { [K in keyof R as K extends `$${string}` ? (IsLiteral<K> extends true ? K : never) : never]: K } & string;

type UpdateFaults<Name extends string, S> = S extends unknown ? NamedUpdateFaults<Name, Named<S>> | UnnamedUpdateFaults<Name, S> : never;

type UnnamedUpdateFaults<Name extends string, S> = string extends keyof S
  ? JsonFault<S[keyof S & string]> extends infer J extends string ? `OW201: step '${Name}' sets values that hold ${J} and would not survive JSON` : never
  : never;

type NamedUpdateFaults<Name extends string, S> = {
  [K in keyof S & string]: K extends `$${string}`
    ? `OW304: step '${Name}' sets '${K}', but keys that begin with '$' are reserved`
    : JsonFault<S[K]> extends infer J extends string ? `OW201: step '${Name}' sets '${K}', which holds ${J} and would not survive JSON` : never;
}[keyof S & string];

type MoveFaults<P, Name extends string, To extends string> =
  IsLiteral<To> extends false ? `OW301: step '${Name}' moves to a step whose name is not a literal`
  : To extends keyof P ? (P[To] extends (...parameters: any) => any ? never : `OW103: step '${Name}' moves to '${To}', which is not a step`)
  : `OW103: step '${Name}' moves to '${To}', which is not a step`;

type OutcomeFaults<P, Name extends string, R> =
  IsAny<R> extends true ? `OW302: step '${Name}' returns 'any', which doesn't say where to go next`
  : R extends Next<infer To, infer S, infer _> ? MoveFaults<P, Name, To> | UpdateFaults<Name, S>
  : R extends { readonly $next: infer To extends string } ? MoveFaults<P, Name, To> | UpdateFaults<Name, Omit<R, "$next">>
  : R extends Done<infer V> ? (JsonFault<V> extends infer J extends string ? `OW201: step '${Name}' ends with a result that holds ${J} and would not survive JSON` : never)
  : R extends Outcome & { readonly kind: string } ? never
  : R extends undefined ? `OW302: step '${Name}' may end without an outcome: return a move or 'this.done()' at every end`
  : Outcome extends R ? `OW302: step '${Name}' does not say where it goes: leave its return type to the compiler, or return an outcome`
  : undefined extends R ? `OW302: step '${Name}' ends without an outcome: return a move or 'this.done()', or declare ': never' if it always throws`
  : `OW302: step '${Name}' may return something that is not an outcome: return a move or 'this.done()'`;

type Faults<P, Name extends string> = null extends string
  ? "OW002: without 'strict' in the tsconfig, undefined fits every type, and no check of missing data can hold"
  : string extends Name
  ? "OW002: '@step()' can't tell the method's name: remove 'experimentalDecorators' from the tsconfig, or write the name as a literal"
  : Name extends keyof P
  ? FaultsOfReads<P, Name, Named<Parameter<P[Name]>>> | OutcomeFaults<P, Name, Returned<P[Name]>>
  : `OW303: step '${Name}' must be public, for each step becomes a function of its own`;

// Through a mapped type, for a union that an alias names would be printed by that name instead of its sentences.
type FaultOf<Sentence extends string> = { [One in Sentence]: Fault<One> };

// Where the source has an error of its own, the faults can come out as `any`: that error is said elsewhere, and is the one to mend first.
type IsFault<F> = IsAny<F> extends true ? false : [F] extends [never] ? false : true;

// Asked the wrong way round on purpose. In a generic class the faults can't be told yet; the compiler then tries the most lenient
// reading of the type parameter, in which there is no fault, and settles the question at once. Asked directly, it would put it off,
// and an unsettled verdict is an error.
/** `void` for a step without faults, else a {@link Fault} that carries the sentences. */
export type Verdict<P, Name extends string> = { step: Name } extends { step: IsFault<Faults<P, Name>> extends true ? Name : "" }
  ? FaultOf<Faults<P, Name>>[Faults<P, Name>]
  : void;
