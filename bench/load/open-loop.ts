import { setTimeout as pause } from 'node:timers/promises';
import type { OpenCommand, WindowReport } from './commands.js';
import { Latencies } from './latencies.js';
import { eventsPerMessage } from './ledger.js';
import { Traffic } from './traffic.js';
import { measureWindow } from './window.js';

/** The interval at which the schedule is checked: the shortest of a timer of Node. */
const tickMs = 1;

/**
 * Sends at a fixed rate. No message waits for the acknowledgement of another, so a server that stalls still receives the
 * messages of that time. Latencies count from the sending; the report has the delay of the sending behind its schedule.
 */
export async function runOpenLoop(command: OpenCommand): Promise<WindowReport> {
  const { target, people, conversations, messagesPerSecond, warmUpSeconds, seconds } = command;
  const traffic = await Traffic.connect(target, people, conversations);
  const schedule = new Schedule(traffic, messagesPerSecond);
  await pause(warmUpSeconds * 1_000);
  schedule.beginWindow();
  const report = await measureWindow(traffic, target, seconds);
  const open = { withheld: schedule.withheld, lag: schedule.lag.summary() };
  schedule.stop();
  await traffic.finish();
  return { ...report, messagesChecked: traffic.ledger.messages, open };
}

class Schedule {
  withheld = 0;
  readonly lag = new Latencies();
  readonly #traffic: Traffic;
  readonly #messagesPerSecond: number;
  readonly #timer: NodeJS.Timeout;
  readonly #start = performance.now();
  #due = 0;

  constructor(traffic: Traffic, messagesPerSecond: number) {
    this.#traffic = traffic;
    this.#messagesPerSecond = messagesPerSecond;
    this.#timer = setInterval(() => this.#sendDue(), tickMs);
  }

  beginWindow(): void {
    this.withheld = 0;
    this.lag.clear();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sendDue(): void {
    const now = performance.now();
    const due = Math.floor(((now - this.#start) / 1_000) * this.#messagesPerSecond);
    for (; this.#due < due; this.#due += 1) {
      // The backlog is bounded: without a bound, the memory of the load would grow until a slow server catches up.
      if (this.#traffic.ledger.outstanding >= this.#messagesPerSecond * eventsPerMessage) {
        this.withheld += 1;
        continue;
      }
      this.lag.record(now - this.#start - (this.#due / this.#messagesPerSecond) * 1_000);
      this.#traffic.send(this.#due % this.#traffic.people);
    }
  }
}
