export default function Status(_: { jobId: string }) {
  return null;
}
