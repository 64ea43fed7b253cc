import type { WireName } from './framing.js';
import type { LatencySummary } from './latencies.js';

/** A server to be put under load. */
export interface Target {
  readonly port: number;
  readonly wire: WireName;
  readonly pid: number;
  /** Of the database server, if it has one. */
  readonly databasePid: number | undefined;
  /** What tokens are signed with; without it the server takes people by their names. */
  readonly secret: string | undefined;
  /** Whether it counts what is unread, beginning at nothing. */
  readonly isCounting: boolean;
}

interface Window {
  readonly target: Target;
  readonly people: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** Each client sends its next message when one of its messages is acknowledged. */
export interface ClosedCommand extends Window {
  readonly kind: 'closed';
  readonly inFlight: number;
}

/** Messages are sent at a fixed rate, whatever is acknowledged. */
export interface OpenCommand extends Window {
  readonly kind: 'open';
  readonly messagesPerSecond: number;
}

/** What was measured in one window of time. */
export interface WindowReport {
  readonly seconds: number;
  /** Acknowledged in the window. */
  readonly messages: number;
  readonly messagesPerSecond: number;
  /** In ms, from sending to the acknowledgement. */
  readonly ack: LatencySummary;
  /** In ms, from sending to the recipient's `chat`. */
  readonly delivery: LatencySummary;
  readonly serverCpuMicroseconds: number;
  readonly databaseCpuMicroseconds: number | undefined;
  /** Of the one core that the load can use, how much it did. */
  readonly loadCpuShare: number;
  readonly serverResidentBytes: number;
  /** Of the whole run, warm-up included: each acknowledged and told exactly once. */
  readonly messagesChecked: number;
  readonly open?: {
    /** Messages that were due while a whole second's worth was not acknowledged, and so were not sent. */
    readonly withheld: number;
    /** In ms, by how much sending was behind its schedule. */
    readonly lag: LatencySummary;
  };
}

/** Connects people until each of these numbers is reached, and leaves them idle. */
export interface IdleCommand {
  readonly kind: 'idle';
  readonly target: Target;
  readonly levels: readonly number[];
  readonly settleSeconds: number;
}

export interface IdleLevel {
  readonly connections: number;
  readonly connectsPerSecond: number;
  readonly serverCpuMicrosecondsPerConnect: number;
  readonly loadCpuShare: number;
  readonly bytesPerConnection: number;
}

/**
 * Sends one message at a time with nothing else going on, and in turns with that one to the bare relay, and inserts a row by
 * the plain driver.
 */
export interface LoneCommand {
  readonly kind: 'lone';
  readonly target: Target;
  readonly relay: Target;
  readonly messages: number;
  /** Of a database of the same kind on the same disk; `sqlite:` and a file, or `mysql://…`. */
  readonly plainDatabaseUrl: string;
}

/** In ms, in their order. */
export interface LoneTimes {
  readonly acks: readonly number[];
  readonly relayAcks: readonly number[];
  readonly inserts: readonly number[];
}

export interface LoneReport {
  /** Each as soon as the one before is done. */
  readonly atOnce: LoneTimes;
  /** Each after some milliseconds in which nothing goes on. */
  readonly afterQuiet: LoneTimes;
}

/** Tries each operation on each server in turn. */
export interface OperationsCommand {
  readonly kind: 'operations';
  readonly datasets: readonly { readonly name: string; readonly target: Target; readonly olderThan: string }[];
  readonly samples: number;
}

/** By operation and dataset, how long it took each time, in ms. */
export type OperationsReport = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

export type LoadCommand = ClosedCommand | OpenCommand | IdleCommand | LoneCommand | OperationsCommand;

export interface LoadReports {
  closed: WindowReport;
  open: WindowReport;
  idle: readonly IdleLevel[];
  lone: LoneReport;
  operations: OperationsReport;
}
