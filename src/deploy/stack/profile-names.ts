/** The AWS profiles of this machine, for suggestions. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Sorted, each once. */
export function profileNames(): readonly string[] {
  const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = process.env;
  const files = [
    AWS_CONFIG_FILE ?? join(homedir(), ".aws", "config"),
    AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), ".aws", "credentials"),
  ];
  const headers = files.flatMap((file) => [...read(file).matchAll(/^\s*\[\s*(?:profile\s+)?([^\]\s]+)\s*\]/gm)]);
  return [...new Set(headers.map(([, name]) => name as string))].sort();
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
