/*
 * cli/page/page.js - what moves on the page of `skein schema --format html`: search, the diagram, the theme.
 *
 * The page is complete without it. It makes no element from text and asks for nothing from anywhere. What is searched for is
 * in the address (#q=users), so that it can be linked to.
 */
(function () {
  "use strict";
  var all = function (selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); };
  var input = document.getElementById("search"), told = document.getElementById("found");
  var items = all("[data-item]");       /* what a search shows or hides: cards, and rows of lists */
  var sections = all("main > section");
  var texts = items.map(function (item) { return item.textContent.toLowerCase(); });

  /* ---- search: all its words have to be somewhere in an item ---- */

  function has(text, words) { return words.every(function (word) { return text.indexOf(word) >= 0; }); }

  function mark(item, words) {
    all("tr[data-row]", item).forEach(function (row) {
      row.classList.toggle("hit", words.length > 0 && has(row.textContent.toLowerCase(), words));
    });
  }

  function dim(words, shown) {
    all(".picture .node").forEach(function (node) {
      node.classList.toggle("dim", words.length > 0 && !shown[node.id.replace(/^picture-/, "")]);
    });
    all(".picture .edge").forEach(function (edge) {
      var ends = ends_of(edge);
      edge.classList.toggle("dim", ends.some(function (node) { return node.classList.contains("dim"); }));
    });
  }

  function search(query) {
    var words = query.toLowerCase().split(/\s+/).filter(Boolean), shown = {}, tables = 0, n = 0;
    items.forEach(function (item, i) {
      var yes = has(texts[i], words);
      item.hidden = !yes;
      if (yes) { n += 1; }
      if (yes && item.id) { shown[item.id] = true; }
      if (yes && item.classList.contains("table")) { tables += 1; }
      mark(item, words);
    });
    all("nav li[data-for]").forEach(function (li) { li.hidden = words.length > 0 && !shown[li.getAttribute("data-for")]; });
    sections.forEach(function (section) {
      var own = all("[data-item]", section);
      section.hidden = own.length > 0 && own.every(function (item) { return item.hidden; });
    });
    dim(words, shown);
    told.textContent = !words.length ? "" : !n ? "nothing found"
      : "· found " + tables + (tables === 1 ? " table" : " tables") + (n > tables ? " and " + (n - tables) + " more" : "");
    told.hidden = !words.length;
  }

  function remember(query) {
    try { history.replaceState(null, "", query ? "#q=" + encodeURIComponent(query) : "#"); } catch (ignored) { /* file: */ }
  }

  function from_address() {
    var hash = location.hash, target;
    if (hash.indexOf("#q=") === 0) {
      try { input.value = decodeURIComponent(hash.slice(3).replace(/\+/g, " ")); } catch (ignored) { input.value = hash.slice(3); }
      search(input.value);
      return;
    }
    target = hash.length > 1 && document.getElementById(hash.slice(1));
    if (target && target.closest("[hidden]")) { /* a link leads to what the search hides */
      input.value = "";
      search("");
      target.scrollIntoView();
    }
  }

  input.addEventListener("input", function () { search(input.value); remember(input.value); });
  window.addEventListener("hashchange", from_address);
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && document.activeElement !== input && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === "Escape" && document.activeElement === input) {
      input.value = "";
      search("");
      remember("");
      input.blur();
    }
  });

  /* ---- the diagram: zoom, drag, and what hangs on a table ---- */

  var canvas = document.querySelector(".canvas"), svg = canvas && canvas.querySelector("svg");
  var nodes = all(".picture .node"), scale = 1, width = 0, height = 0;

  /* "to-3 from-5": from the fifth table to the third; "to-3 of-1", "in-2 of-1": what the first view reads. */
  function ends_of(edge) {
    var kinds = { to: "table", from: "table", "in": "view", of: "view" };
    return (edge.getAttribute("class") || "").split(" ").map(function (word) {
      var found = /^(to|from|in|of)-(\d+)$/.exec(word);
      return found ? document.querySelector(".picture .node." + kinds[found[1]] + "-" + found[2]) : null;
    }).filter(Boolean);
  }

  function zoom(to) {
    scale = Math.min(4, Math.max(0.1, to));
    svg.setAttribute("width", Math.round(width * scale));
    svg.setAttribute("height", Math.round(height * scale));
  }

  function fit(smallest) {
    var box = getComputedStyle(canvas), tall = parseFloat(box.maxHeight) || innerHeight;
    zoom(Math.max(smallest, Math.min(1, (canvas.clientWidth - 24) / width, (tall - 24) / height)));
  }

  function light(node, on) {
    all(".picture .edge").forEach(function (edge) {
      edge.classList.toggle("lit", on && ends_of(edge).indexOf(node) >= 0);
    });
  }

  if (svg) {
    width = svg.viewBox.baseVal.width * 4 / 3; /* points */
    height = svg.viewBox.baseVal.height * 4 / 3;
    fit(0.6); /* at first as much as can be read */
    document.getElementById("zoom-in").addEventListener("click", function () { zoom(scale * 1.25); });
    document.getElementById("zoom-out").addEventListener("click", function () { zoom(scale / 1.25); });
    document.getElementById("zoom-fit").addEventListener("click", function () { fit(0); });
    document.getElementById("zoom-full").addEventListener("click", function () { zoom(1); });
    nodes.forEach(function (node) {
      ["mouseenter", "focusin"].forEach(function (name) { node.addEventListener(name, function () { light(node, true); }); });
      ["mouseleave", "focusout"].forEach(function (name) { node.addEventListener(name, function () { light(node, false); }); });
    });
    drag();
  }

  function drag() {
    var start = null, moved = false;
    canvas.addEventListener("mousedown", function (event) {
      start = { x: event.clientX, y: event.clientY, left: canvas.scrollLeft, top: canvas.scrollTop };
      moved = false;
    });
    window.addEventListener("mousemove", function (event) {
      if (!start) { return; }
      moved = moved || Math.abs(event.clientX - start.x) + Math.abs(event.clientY - start.y) > 4;
      canvas.classList.toggle("grabbed", moved);
      canvas.scrollLeft = start.left - (event.clientX - start.x);
      canvas.scrollTop = start.top - (event.clientY - start.y);
    });
    window.addEventListener("mouseup", function () { start = null; canvas.classList.remove("grabbed"); });
    canvas.addEventListener("click", function (event) { if (moved) { event.preventDefault(); } }, true);
    canvas.addEventListener("dragstart", function (event) { event.preventDefault(); });
  }

  /* ---- light or dark ---- */

  var button = document.getElementById("theme"), root = document.documentElement;

  function stored() { try { return localStorage.getItem("skein-theme"); } catch (ignored) { return null; } }

  if (stored()) { root.setAttribute("data-theme", stored()); }
  button.addEventListener("click", function () {
    var dark = root.getAttribute("data-theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.setAttribute("data-theme", dark === "dark" ? "light" : "dark");
    try { localStorage.setItem("skein-theme", root.getAttribute("data-theme")); } catch (ignored) { /* file: */ }
  });

  /* ---- where the reader is ---- */

  if ("IntersectionObserver" in window) {
    var seen = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        var link = document.querySelector('nav li[data-for="' + entry.target.id + '"] a');
        if (link && entry.isIntersecting) {
          all("nav a[aria-current]").forEach(function (other) { other.removeAttribute("aria-current"); });
          link.setAttribute("aria-current", "true");
        }
      });
    }, { rootMargin: "-15% 0px -70% 0px" });
    all("main .card[id]").forEach(function (card) { seen.observe(card); });
  }

  search(input.value);
  from_address();
}());
