import { BarChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Results, Rounds } from '../results.js';
import { type RowName, rowNames, rowTitle, serviceRowOf } from '../rows.js';
import { median } from '../statistics.js';
import { figure } from './figures.js';

use([BarChart, GridComponent, TitleComponent, SVGRenderer]);

const width = 1_000;
const panelHeight = 210;
const headHeight = 46;
const panelsPerLine = 2;

/** Mid-grey is readable on a light page and on a dark one. */
const textColor = '#7d8590';
const ownColor = '#2f81f7';
const otherColor = '#8b949e';

/** One figure of every row that was measured. */
interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
}

interface Bar {
  readonly row: RowName;
  /** `undefined` when the row was measured and has no such figure. */
  readonly value: number | undefined;
}

/** Renders the medians of a run as bars, in SVG. */
export function chartSvg(results: Results): string {
  const panels = panelsOf(results).filter(({ bars }) => bars.length > 0);
  const lines = Math.max(1, Math.ceil(panels.length / panelsPerLine));
  const height = headHeight + lines * panelHeight;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption(layOut(panels, caption(results)));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function panelsOf({ measurements }: Results): Panel[] {
  const { closed, open, idle } = measurements;
  return [
    panel('Messages per second, closed loop', closed, (report) => report.messagesPerSecond),
    panel('Server CPU, µs per message', closed, (report) => report.serverCpuMicroseconds),
    panel('Acknowledgement p99 at a fixed rate, ms', open?.rows, (report) =>
      report.open?.withheld === 0 ? report.ack.p99 : undefined,
    ),
    panel('RSS per idle connection, kB', idle, (levels) => (levels.at(-1)?.bytesPerConnection ?? 0) / 1_024),
  ];
}

function panel<Value>(
  title: string,
  rounds: Rounds<Value> | undefined,
  read: (value: Value) => number | undefined,
): Panel {
  const bars = rowNames.flatMap((row) => {
    const rowRounds = rounds?.[row];
    if (!rowRounds) return [];
    const values = rowRounds.map(read).filter((value) => value !== undefined);
    return [{ row, value: values.length < rowRounds.length ? undefined : median(values) }];
  });
  return { title, bars };
}

function caption({ machine, startedAt, options }: Results): string {
  const { rounds, seconds, people, inFlight } = options;
  return (
    `${startedAt.slice(0, 10)}, ${machine.cores} cores (${machine.processor}) shared by server, database and load; ` +
    `${people} clients, ${inFlight} messages in flight each; medians of ${rounds} × ${seconds} s`
  );
}

function layOut(panels: readonly Panel[], text: string): EChartsCoreOption {
  const panelWidth = width / panelsPerLine;
  const place = (index: number) => ({
    left: (index % panelsPerLine) * panelWidth,
    top: headHeight + Math.floor(index / panelsPerLine) * panelHeight,
  });
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    title: [
      { text, left: 8, top: 8, textStyle: { fontSize: 12, fontWeight: 'normal', color: textColor } },
      ...panels.map(({ title }, index) => ({
        text: title,
        left: place(index).left + 8,
        top: place(index).top,
        textStyle: { fontSize: 14, color: textColor },
      })),
    ],
    grid: panels.map((_, index) => ({
      left: place(index).left + 215,
      top: place(index).top + 28,
      width: panelWidth - 290,
      height: panelHeight - 50,
    })),
    xAxis: panels.map((_, index) => ({ gridIndex: index, type: 'value', show: false, min: 0 })),
    yAxis: panels.map(({ bars }, index) => ({
      gridIndex: index,
      type: 'category',
      inverse: true,
      data: bars.map(({ row }) => rowTitle(row)),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: textColor, width: 200, overflow: 'truncate' },
    })),
    series: panels.map(({ bars }, index) => ({
      type: 'bar',
      xAxisIndex: index,
      yAxisIndex: index,
      barMaxWidth: 20,
      data: bars.map(({ row, value }) => ({
        value: value ?? 0,
        itemStyle: { color: serviceRowOf(row) ? ownColor : otherColor },
        label: {
          show: true,
          position: 'right',
          formatter: value === undefined ? 'cannot keep up' : figure(value),
          color: textColor,
        },
      })),
    })),
  };
}
