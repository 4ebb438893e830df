/** What is in somebody's hands and kept nowhere would be lost with the page: the browser asks before it goes. */
import { useEffect } from 'preact/hooks';

export function useAskBeforeLeaving(isUnkept: boolean): void {
  useEffect(() => {
    if (!isUnkept) return;
    const ask = (event: Event) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isUnkept]);
}
