/** Whether values of one type are, after their way through JSON, values of another. */
import { type Checker, SignatureKind, type Symbol, SymbolFlags, type Type, TypeFlags } from "typescript/unstable/sync";

/** Only a bound for types that contain themselves. */
const deepest = 6;

/**
 * As the compiler's assignability, except that `readonly` doesn't travel: what arrives was read from JSON, and is the reader's own.
 *
 * The compiler-side check says the same with `Writable`.
 */
export function makeJsonAssignable(checker: Checker): (from: Type, to: Type) => boolean {
  const isAssignable = (from: Type, to: Type, depth: number): boolean => {
    if (checker.isTypeAssignableTo(from, to)) return true;
    if (depth === 0) return false;
    if (from.isUnionType()) return from.getTypes().every((member) => isAssignable(member, to, depth));
    if (to.isUnionType()) return to.getTypes().some((member) => isAssignable(from, member, depth));
    if (!(from.flags & TypeFlags.Object && to.flags & TypeFlags.Object)) return false;
    const [given, wanted] = [elementsOf(from), elementsOf(to)];
    if (given && wanted) return fitsList(given, wanted, depth - 1);
    return !given && !wanted && fitsObject(from, to, depth - 1);
  };

  const elementsOf = (type: Type): { elements: readonly Type[]; isTuple: boolean; shape: string } | undefined => {
    const isTuple = checker.isTupleType(type);
    if (!type.isTypeReference() || !(isTuple || /^(?:Readonly)?Array$/.test(type.getSymbol()?.name ?? ""))) return undefined;
    const target = type.getTarget();
    // The compiler's API leaves the flags of an empty tuple out, against its own types.
    const flags = isTuple && target.isTupleType() ? ((target.elementFlags as typeof target.elementFlags | undefined) ?? []) : [];
    return { elements: checker.getTypeArguments(type), isTuple, shape: flags.join() };
  };

  type Elements = NonNullable<ReturnType<typeof elementsOf>>;

  const fitsList = (given: Elements, wanted: Elements, depth: number): boolean => {
    if (wanted.isTuple && given.shape !== wanted.shape) return false;
    return given.elements.every((element, index) => {
      const target = wanted.elements[wanted.isTuple ? index : 0];
      return target !== undefined && isAssignable(element, target, depth);
    });
  };

  const fitsObject = (from: Type, to: Type, depth: number): boolean => {
    // An index signature and a method are the compiler's business alone, which has said no.
    if (checker.getIndexInfosOfType(to).length > 0 || checker.getSignaturesOfType(to, SignatureKind.Call).length > 0) return false;
    const given = new Map(checker.getPropertiesOfType(from).map((property) => [property.name, property]));
    return checker.getPropertiesOfType(to).every((wanted) => {
      const property = given.get(wanted.name);
      if (!property) return isOptional(wanted);
      if (isOptional(property) && !isOptional(wanted)) return false;
      const [value, target] = checker.getTypeOfSymbol([property, wanted]);
      return value !== undefined && target !== undefined && isAssignable(value, target, depth);
    });
  };

  return (from, to) => isAssignable(from, to, deepest);
}

function isOptional({ flags }: Symbol): boolean {
  return (flags & SymbolFlags.Optional) !== 0;
}
