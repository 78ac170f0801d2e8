/** What a stack's version is made of on the local AWS: its template provisioned, its functions' code unpacked. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import type { TemplateValue } from "../../deploy/template/template.ts";
import type { LocalAws } from "../local-aws.ts";
import { type Provisioned, provision } from "../provision/provision.ts";
import type { StackRecord, Version } from "./stack-record.ts";

export interface Materials {
  /** Makes of the stack what a version says. @returns its outputs */
  apply(stack: StackRecord, version: Version): Promise<Readonly<Record<string, string>>>;
  /** Removes what is there. @param goes whether a resource goes with the stack */
  remove(stack: StackRecord, goes: (logicalId: string) => boolean): Promise<void>;
  close(): void;
}

export function makeMaterials(aws: LocalAws): Materials {
  const folder = mkdtempSync(join(tmpdir(), "orchwits-cloudformation-"));
  const made = new Map<string, Provisioned>();

  /** By what it is called in its bucket: the hash of its content. */
  function codeFolder(properties: { readonly [key: string]: TemplateValue }): string {
    const { Bucket, Key } = (properties.CodeUri ?? {}) as { readonly Bucket?: string; readonly Key?: string };
    const object = aws.buckets.find(Bucket ?? "").objects.get(Key ?? "");
    if (!object)
      throw new Error(
        `Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist: ${Key}`,
      );
    const target = join(folder, (Key ?? "").replaceAll(/[^\w.-]/g, "_"));
    for (const [name, bytes] of Object.entries(unzipSync(object.body))) {
      mkdirSync(dirname(join(target, name)), { recursive: true });
      writeFileSync(join(target, name), bytes);
    }
    return target;
  }

  return {
    async apply({ id, name }, { template, parameters }) {
      const known = made.get(id);
      const options = {
        parameters,
        codeFolderOf: (_: string, properties: { readonly [key: string]: TemplateValue }) => codeFolder(properties),
      };
      if (known) await known.update(template, options);
      const provisioned = known ?? (await provision(aws, template, { stackName: name, ...options }));
      made.set(id, provisioned);
      return provisioned.outputs;
    },
    async remove({ id }, goes) {
      const provisioned = made.get(id);
      if (!provisioned) return;
      made.delete(id);
      const kept = Object.entries(provisioned.physicalIds).filter(([logicalId]) => !goes(logicalId));
      // Provisioning knows no policies of deletion: what stays is put back with what was in it.
      const objects = kept.flatMap(([, bucket]) => aws.buckets.all().filter(({ name }) => name === bucket));
      await provisioned.remove();
      for (const { name, objects: all } of objects) {
        aws.buckets.create(name);
        for (const { key, body, headers } of all.values()) aws.buckets.put(name, { key, body, headers });
      }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
