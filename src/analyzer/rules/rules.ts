/** All rules of the check, in the order of their codes. */
import { endlessLoop } from "./endless-loop.ts";
import { lossyValue } from "./lossy-value.ts";
import { missingKey } from "./missing-key.ts";
import { needlessDrop } from "./needless-drop.ts";
import { noStart } from "./no-start.ts";
import { openLoop } from "./open-loop.ts";
import { optionalKey } from "./optional-key.ts";
import { reservedKey } from "./reserved-key.ts";
import type { Rule } from "./rule.ts";
import { sharedField } from "./shared-field.ts";
import { strayResult } from "./stray-result.ts";
import { unknownStep } from "./unknown-step.ts";
import { unknownTarget } from "./unknown-target.ts";
import { unreachedStep } from "./unreached-step.ts";
import { unreadKey } from "./unread-key.ts";
import { unsoundReading } from "./unsound-reading.ts";
import { wrongType } from "./wrong-type.ts";

export const rules: readonly Rule[] = [
  missingKey,
  wrongType,
  unknownStep,
  noStart,
  unreachedStep,
  endlessLoop,
  optionalKey,
  openLoop,
  lossyValue,
  unreadKey,
  needlessDrop,
  sharedField,
  unknownTarget,
  strayResult,
  unsoundReading,
  reservedKey,
];
