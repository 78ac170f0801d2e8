/** The page's script: pan and zoom, and the mark on the selected step. All else works without it. */

export const pageScript = `
"use strict";
(() => {
  const svg = document.querySelector("svg.orchwits");
  const view = document.querySelector(".view");
  const tools = document.querySelector(".tools");
  const whole = svg.viewBox.baseVal;
  const size = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  document.documentElement.classList.add("live");
  tools.hidden = false;
  svg.setAttribute("tabindex", "0");

  // The window on the picture: its upper left corner, and points per pixel.
  let left = 0, top = 0, scale = 1;
  const show = () => {
    const { width, height } = view.getBoundingClientRect();
    svg.setAttribute("viewBox", [left, top, width * scale, height * scale].join(" "));
  };
  const placeOf = (node) => node.transform.baseVal.consolidate().matrix;
  const fit = (largest, smallest) => {
    const { width, height } = view.getBoundingClientRect();
    scale = Math.min(Math.max(size.width / width, size.height / height, 1 / largest), smallest);
    left = size.x + (size.width - width * scale) / 2;
    top = size.y + Math.min(0, (size.height - height * scale) / 2);
    // Where not all of it can be seen, the first step can.
    const first = svg.querySelector(".step");
    if (width * scale < size.width && first) left = placeOf(first).e - (width * scale) / 2;
    show();
  };
  const zoom = (factor, x, y) => {
    const before = scale;
    scale = Math.min(Math.max(scale * factor, 0.1), 40);
    left += x * (before - scale);
    top += y * (before - scale);
    show();
  };
  const zoomMiddle = (factor) => {
    const { width, height } = view.getBoundingClientRect();
    zoom(factor, width / 2, height / 2);
  };
  const pan = (x, y) => { left += x * scale; top += y * scale; show(); };
  const fitWhole = () => fit(1.3, Infinity);

  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { left: x, top: y } = view.getBoundingClientRect();
    zoom(Math.exp(Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100) * 0.0022), event.clientX - x, event.clientY - y);
  }, { passive: false });

  const pointers = new Map();
  let moved = 0;
  svg.addEventListener("pointerdown", (event) => {
    if (pointers.size === 0) moved = 0;
    pointers.set(event.pointerId, event);
  });
  addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    if (event.buttons === 0) { pointers.delete(event.pointerId); return; }
    moved += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
    const other = [...pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    if (other) {
      const distance = (pointer) => Math.hypot(pointer.clientX - other.clientX, pointer.clientY - other.clientY) || 1;
      const box = view.getBoundingClientRect();
      zoom(distance(before) / distance(event), (event.clientX + other.clientX) / 2 - box.left, (event.clientY + other.clientY) / 2 - box.top);
    } else if (moved > 4) {
      pan(before.clientX - event.clientX, before.clientY - event.clientY);
    }
    pointers.set(event.pointerId, event);
  });
  for (const type of ["pointerup", "pointercancel"]) addEventListener(type, (event) => pointers.delete(event.pointerId));
  // The end of a drag is no click on the step under it.
  svg.addEventListener("click", (event) => { if (moved > 4) { event.preventDefault(); moved = 0; } }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());

  const keys = {
    "+": () => zoomMiddle(0.8), "=": () => zoomMiddle(0.8), "-": () => zoomMiddle(1.25), "0": fitWhole,
    ArrowLeft: () => pan(-60, 0), ArrowRight: () => pan(60, 0), ArrowUp: () => pan(0, -60), ArrowDown: () => pan(0, 60),
  };
  svg.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  const buttons = { in: () => zoomMiddle(0.8), out: () => zoomMiddle(1.25), fit: fitWhole };
  tools.addEventListener("click", (event) => buttons[event.target.dataset.zoom]?.());

  const reveal = (node) => {
    const at = placeOf(node);
    const { width, height } = view.getBoundingClientRect();
    const edge = 40 * scale;
    const inside = at.e > left + edge && at.e < left + width * scale - edge && at.f > top + edge && at.f < top + height * scale - edge;
    if (inside) return;
    left = at.e - (width * scale) / 2;
    top = at.f - (height * scale) / 2;
    show();
  };
  const select = () => {
    for (const node of svg.querySelectorAll(".selected")) node.classList.remove("selected");
    for (const link of svg.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
    const panel = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const node = panel && panel.dataset.step && document.getElementById(panel.dataset.step);
    if (!node) return;
    node.classList.add("selected");
    node.querySelector("a")?.setAttribute("aria-current", "true");
    reveal(node);
  };
  addEventListener("hashchange", select);
  // Tabbing through the picture must not leave the window on it.
  svg.addEventListener("focusin", (event) => { const node = event.target.closest(".step"); if (node && event.target.matches(":focus-visible")) reveal(node); });
  new ResizeObserver(show).observe(view);
  fit(1.3, 1.8);
  select();
})();
`;
