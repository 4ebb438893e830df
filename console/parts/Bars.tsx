/**
 * The console's charts, as inline SVG: operations over time, stacked by outcome, large and as small as a row of a table.
 * Sizes are attributes and no styles, so that the page's policy stands.
 */
import { useState } from 'preact/hooks';
import { count } from '../rules/numbers';
import { type Bar, barsOf, highest, OUTCOMES, type Steps, topOf, totalOf } from '../rules/throughput';
import { shortTime } from '../rules/time';
import { zone } from '../state/preferences';
import { charts } from '../text/charts';
import { common } from '../text/common';

const LOOKS = { success: 'b-ok', skipped: 'b-skip', warning: 'b-warn', failure: 'b-fail' } as const;

/** A part lower than this many units cannot be seen. */
const LEAST_HEIGHT = 0.3;

interface Plot {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly gap: number;
}

function Stacks({ bars, plot, most }: { bars: readonly Bar[]; plot: Plot; most: number }) {
  const step = plot.width / bars.length;
  return (
    <>
      {bars.flatMap(({ parts }, index) => {
        let y = plot.top + plot.height;
        return OUTCOMES.map((outcome) => {
          const height = (parts[outcome] / most) * plot.height;
          y -= height;
          if (height < LEAST_HEIGHT) return null;
          const x = plot.left + index * step + plot.gap;
          const box = {
            x: x.toFixed(1),
            y: y.toFixed(1),
            width: (step - 2 * plot.gap).toFixed(1),
            height: height.toFixed(1),
          };
          return <rect key={`${index}${outcome}`} class={LOOKS[outcome]} {...box} />;
        });
      })}
    </>
  );
}

/** 168 by 26, in a row of a table. */
export function Sparkline({ steps }: { steps: Steps }) {
  const bars = barsOf(steps);
  const most = Math.max(1, ...bars.map(({ total }) => total));
  const total = bars.reduce((sum, bar) => sum + bar.total, 0);
  return (
    <svg
      class="spark"
      viewBox="0 0 168 26"
      width="168"
      height="26"
      role="img"
      aria-label={charts.job(total, totalOf(bars, 'failure'))}
    >
      <Stacks bars={bars} most={most} plot={{ left: 0, width: 168, height: 25, top: 0, gap: 0.4 }} />
      <path class="grid" d="M0 25.5H168" />
    </svg>
  );
}

const [WIDTH, HEIGHT] = [840, 190];
const PLOT: Plot = { left: 34, width: WIDTH - 34, top: 8, height: HEIGHT - 30, gap: 1 };

export function Throughput({ steps }: { steps: Steps }) {
  const [isTable, setTable] = useState(false);
  const bars = barsOf(steps);
  return (
    <div class="chart">
      {isTable ? <BarTable bars={bars} /> : <BarChart bars={bars} stepSeconds={steps.stepSeconds} />}
      <div class="legend">
        {OUTCOMES.map((outcome) => (
          <span key={outcome}>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <rect class={LOOKS[outcome]} width="10" height="10" rx="3" />
            </svg>
            {charts.outcomes[outcome]}
          </span>
        ))}
        <span class="grow" />
        <button type="button" class="btn quiet small" onClick={() => setTable(!isTable)}>
          {isTable ? common.showAsChart : common.showAsTable}
        </button>
      </div>
    </div>
  );
}

function BarChart({ bars, stepSeconds }: { bars: readonly Bar[]; stepSeconds: number }) {
  const best = highest(bars);
  const top = topOf(best?.total ?? 0);
  const end = (bars.at(-1)?.from ?? 0) + stepSeconds * 1_000;
  const words = best === undefined ? charts.nothing : charts.highest(best.total, shortTime(best.from, zone.value));
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
      {[0, 1, 2, 3, 4].map((quarter) => {
        const y = PLOT.top + PLOT.height * (1 - quarter / 4);
        return (
          <g key={quarter}>
            <path class="grid" d={`M${PLOT.left} ${y}H${WIDTH}`} />
            <text x={PLOT.left - 8} y={y + 4} text-anchor="end">
              {count((top * quarter) / 4)}
            </text>
          </g>
        );
      })}
      <Stacks bars={bars} most={top} plot={PLOT} />
      {[0, 1, 2, 3, 4].map((quarter) => {
        const from = bars[0]?.from ?? end;
        const anchor = quarter === 0 ? 'start' : quarter === 4 ? 'end' : 'middle';
        return (
          <text key={quarter} x={PLOT.left + (PLOT.width * quarter) / 4} y={HEIGHT - 4} text-anchor={anchor}>
            {shortTime(from + ((end - from) * quarter) / 4, zone.value)}
          </text>
        );
      })}
    </svg>
  );
}

function BarTable({ bars }: { bars: readonly Bar[] }) {
  const told = bars.filter(({ total }) => total > 0);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={charts.table}>
      <table>
        <caption class="vh">{charts.table}</caption>
        <thead>
          <tr>
            <th scope="col">{charts.from}</th>
            {OUTCOMES.map((outcome) => (
              <th key={outcome} scope="col" class="num">
                {charts.outcomes[outcome]}
              </th>
            ))}
            <th scope="col" class="num">
              {charts.total}
            </th>
          </tr>
        </thead>
        <tbody>
          {told.map(({ from, parts, total }) => (
            <tr key={from}>
              <td>{shortTime(from, zone.value)}</td>
              {OUTCOMES.map((outcome) => (
                <td key={outcome} class="num">
                  {count(parts[outcome])}
                </td>
              ))}
              <td class="num">{count(total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {told.length === 0 && <p class="muted pad">{charts.nothing}</p>}
    </div>
  );
}

interface ProgressProps {
  readonly value: number;
  readonly of: number;
  readonly label: string;
  readonly kind?: 'accent' | 'held' | 'fail';
  /** Where the bar has a mark: a threshold. */
  readonly mark?: number;
}

/** One bar: how far something is, or how near to its limit. */
export function Progress({ value, of, label, kind = 'accent', mark }: ProgressProps) {
  const share = of <= 0 ? 0 : Math.min(100, Math.max(0, (value / of) * 100));
  const at = mark === undefined || of <= 0 ? undefined : Math.min(99.6, (mark / of) * 100);
  return (
    <svg
      class="progress"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="progressbar"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={0}
      aria-valuemax={of}
    >
      <rect class="track" width="100" height="8" />
      <rect class={`p-${kind}`} width={share.toFixed(2)} height="8" />
      {at !== undefined && <rect class="limit" x={at.toFixed(2)} width="0.4" height="8" />}
    </svg>
  );
}
