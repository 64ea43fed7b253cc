import type { Spread } from '../statistics.js';

/** Formats a number with three significant digits, and commas between thousands. */
export function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Formats the median, and in brackets the smallest and the largest value. */
export function spreadText(spread: Spread | undefined, text: (value: number) => string = figure): string {
  if (!spread) return '–';
  const { median, minimum, maximum } = spread;
  return minimum === maximum ? text(median) : `${text(median)} (${text(minimum)}–${text(maximum)})`;
}

export function megabytes(bytes: number): string {
  return `${figure(bytes / 1_048_576)} MB`;
}

export function kilobytes(bytes: number): string {
  return `${figure(bytes / 1_024)} kB`;
}
