// @ts-check
const k_steps = 12;

/** A job that takes a little while and tells how far it is. */
export function startJob(world, { kind, title, milliseconds, finish }) {
  const job = {
    id: world.id(),
    kind,
    title,
    state: "running",
    progress: 0,
    started_at: new Date(world.now()).toISOString(),
    ended_at: null,
  };
  world.jobs.push(job);
  let step = 0;
  const timer = setInterval(() => {
    if (job.state !== "running") return clearInterval(timer);
    step += 1;
    job.progress = step / k_steps;
    if (step === k_steps) {
      clearInterval(timer);
      Object.assign(job, {
        state: "done",
        ended_at: new Date(world.now()).toISOString(),
        result: finish(),
      });
    }
    world.emit("job", job);
  }, milliseconds / k_steps);
  return job;
}
