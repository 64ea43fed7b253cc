import { setTimeout as pause } from 'node:timers/promises';
import type { OpenCommand, WindowReport } from './commands.js';
import { Latencies } from './latencies.js';
import { Traffic } from './traffic.js';
import { measureWindow } from './window.js';

/** Milliseconds between two looks at what is due: the least that a timer of Node waits. */
const tickMs = 1;

/** Events that a message brings: its acknowledgement, `chat` and `unread-chats-count`. */
const eventsPerMessage = 3;

/**
 * Sends at a fixed rate. No message waits for another's acknowledgement, so a server that stalls is not spared the messages
 * that come meanwhile; latencies count from the sending, and by how much that was behind its schedule is in the report.
 */
export async function runOpenLoop(command: OpenCommand): Promise<WindowReport> {
  const { target, people, messagesPerSecond, warmUpSeconds, seconds } = command;
  const traffic = await Traffic.connect(target, people);
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
      // Bounded: a server that cannot keep up would otherwise be told off for the memory of its backlog.
      if (this.#traffic.ledger.outstanding >= this.#messagesPerSecond * eventsPerMessage) {
        this.withheld += 1;
        continue;
      }
      this.lag.record(now - this.#start - (this.#due / this.#messagesPerSecond) * 1_000);
      this.#traffic.send(this.#due % this.#traffic.people);
    }
  }
}
