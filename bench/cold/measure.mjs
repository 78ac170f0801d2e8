/** One cold start, in a process that does nothing else: import of a bundle, its first call, and the memory that it took. */
const [file, event] = process.argv.slice(2);
const cpu = () => process.cpuUsage().user / 1_000 + process.cpuUsage().system / 1_000;
const [before, cpuBefore] = [performance.now(), cpu()];
const { handler } = await import(file);
const [imported, cpuImported] = [performance.now(), cpu()];
const deadline = Date.now() + 30_000;
const result = await handler(JSON.parse(event), {
  awsRequestId: "3f1ad8f2-3f8b-4a3f-8f55-0d0ac7f0c0de",
  functionName: "cafe-coffee",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:cafe-coffee",
  memoryLimitInMB: "512",
  logGroupName: "/aws/lambda/cafe-coffee",
  logStreamName: "1",
  tenantId: undefined,
  getRemainingTimeInMillis: () => deadline - Date.now(),
});
const [called, cpuCalled] = [performance.now(), cpu()];
const figures = {
  importMilliseconds: imported - before,
  firstCallMilliseconds: called - imported,
  importCpuMilliseconds: cpuImported - cpuBefore,
  firstCallCpuMilliseconds: cpuCalled - cpuImported,
};
process.stderr.write(
  `${JSON.stringify({ ...figures, peakMegabytes: process.resourceUsage().maxRSS / 1024, result: result?.Status ?? result?.status ?? null })}\n`,
);
process.exit();
