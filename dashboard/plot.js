// Draws a figure, later only what changed of it, and tells which event was clicked. See plot.py.

const shared = (window.casusPlots ??= { library: null, last: Promise.resolve() });

// The frame after the next one shows what was drawn; a page in the background has no frames, so none is waited for there.
const frame = () =>
  new Promise((next) =>
    document.hidden ? setTimeout(next) : requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(next))),
  );

const library = (url) => {
  shared.library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      shared.library = null;
      script.remove();
      reject(new Error(`no Plotly at ${url}`));
    };
    // to start it takes a browser a second or two, in which it shows nothing new: what stands there until then comes first
    frame().then(() => document.head.append(script));
  });
  return shared.library;
};

// One chart after the other, in the order of the page: the first is seen while the others are still to be drawn.
const inTurn = (draw) => {
  const drawn = shared.last.then(draw);
  shared.last = drawn.then(frame, frame);
  return drawn;
};

// A line lies under every event and may win the click, so the event is looked for near it.
const eventNear = (plot, click, reach) => {
  const own = click.points.find((point) => point.data.mode?.includes("markers") && point.customdata);
  if (own) return [own.customdata].flat()[0];
  const box = plot.getBoundingClientRect();
  const x = click.event.clientX - box.x, y = click.event.clientY - box.y;
  const at = (axis, value) => axis._offset + axis.d2p(value);
  let found, least = reach;
  for (const trace of plot._fullData) {
    if (!trace.mode?.includes("markers") || !trace.customdata || !trace.xaxis) continue;
    const across = plot._fullLayout[trace.xaxis.replace("x", "xaxis")];
    const up = plot._fullLayout[trace.yaxis.replace("y", "yaxis")];
    Array.from(trace.x).forEach((value, i) => {
      const far = Math.hypot(at(across, value) - x, at(up, trace.y[i]) - y);
      if (far <= least) {
        least = far;
        found = [trace.customdata[i]].flat()[0];
      }
    });
  }
  return found;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const plot = parentElement.querySelector(".casus-plot");
  plot.setAttribute("aria-label", data.alt);
  // columns find their width, and the sidebar folds, after a chart is drawn
  plot.watcher ??= new ResizeObserver(() => {
    const width = plot.clientWidth; // 0 while it is hidden or on its way out
    if (!width || !plot._fullLayout || Math.abs(width - plot._fullLayout.width) <= 1) return;
    window.Plotly.Plots.resize(plot).catch(() => {}); // gone meanwhile: nothing to fit
  });
  plot.watcher.observe(plot);
  plot.style.minHeight = `${data.height}px`; // what stands below does not move when the chart comes
  if (data.untilThen && !window.Plotly && !plot.firstChild) plot.innerHTML = data.untilThen;
  if (plot.asked !== data.figure) {
    plot.asked = data.figure;
    plot.setAttribute("aria-busy", "true");
    library(data.library)
      .then((Plotly) =>
        inTurn(() => {
          if (plot.asked !== data.figure || !plot.isConnected) return; // a newer one is on its way
          const { data: traces, layout } = JSON.parse(data.figure);
          layout.font.family = getComputedStyle(plot).fontFamily;
          if (!plot._fullLayout) plot.replaceChildren(); // what stood there until now
          Plotly.react(plot, traces, layout, data.config);
          plot.removeAttribute("aria-busy");
          plot.removeAllListeners("plotly_click");
          plot.on("plotly_click", (click) => {
            const picked = data.clicks && eventNear(plot, click, data.reach);
            if (typeof picked === "string") setTriggerValue("picked", picked);
          });
        }),
      )
      .catch((error) => {
        console.warn(error);
        plot.removeAttribute("aria-busy");
        if (!plot.firstChild) plot.textContent = data.alt;
      });
  }
  return () => {
    plot.asked = undefined;
    plot.watcher.disconnect();
    window.Plotly?.purge(plot);
  };
}
