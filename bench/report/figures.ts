import type { Spread } from '../statistics.js';

/** A number with three significant digits, and commas between thousands. */
export function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The median, and in brackets what it was between. */
export function spreadText(spread: Spread | undefined, text: (value: number) => string = figure): string {
  if (!spread) return '–';
  const { median, least, most } = spread;
  return least === most ? text(median) : `${text(median)} (${text(least)}–${text(most)})`;
}

export function megabytes(bytes: number): string {
  return `${figure(bytes / 1_048_576)} MB`;
}

export function kilobytes(bytes: number): string {
  return `${figure(bytes / 1_024)} kB`;
}
