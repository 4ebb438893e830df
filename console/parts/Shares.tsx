/** Parts of a whole as one thin bar: outcomes of an upload. Its words say the same. */
interface Share {
  readonly id: string;
  readonly value: number;
  /** As the style sheet knows it. */
  readonly look: string;
}

export function Shares({ shares, label }: { shares: readonly Share[]; label: string }) {
  const total = shares.reduce((sum, { value }) => sum + value, 0);
  let x = 0;
  return (
    <svg class="shares" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect class="track" width="100" height="8" />
      {total > 0 &&
        shares.map(({ id, value, look }) => {
          const width = (value / total) * 100;
          const from = x;
          x += width;
          return width === 0 ? null : (
            <rect key={id} class={look} x={from.toFixed(2)} width={width.toFixed(2)} height="8" />
          );
        })}
    </svg>
  );
}
