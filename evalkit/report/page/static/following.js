// Places that follow the weights: what is in sight does at once, since a slider has to move smoothly; the rest does when the
// reader gets there, and what is cheap once the reader rests.

const NEAR_SIGHT = 300; // pixels
const followers = [];

// `renew` makes a place say what holds now; `waits` where that is dear and left until somebody gets there.
function follow(place, renew, waits = false) {
  if (!place) return;
  followers.push({ place, renew, waits, isOld: false });
  arrivals.observe(place);
}

const arrivals = new IntersectionObserver((seen) => {
  const here = new Set(seen.filter((one) => one.isIntersecting).map((one) => one.target));
  for (const follower of followers) if (here.has(follower.place)) renewed(follower);
}, { rootMargin: `${NEAR_SIGHT}px` });

function renewed(follower) {
  if (!follower.isOld) return;
  follower.isOld = false;
  follower.renew();
}

function isNear({ place }) {
  if (!place.checkVisibility({ contentVisibilityAuto: true })) return false;
  const { top, bottom } = place.getBoundingClientRect();
  return bottom > -NEAR_SIGHT && top < innerHeight + NEAR_SIGHT;
}

// All places are old now. Those in sight follow: all of them are asked before one is changed, so that the page is laid out once.
function renewWhatIsNear() {
  const near = followers.filter(isNear);
  for (const follower of followers) follower.isOld = true;
  near.forEach(renewed);
}

const renewPlace = (place) => followers.filter((one) => one.place === place).forEach(renewed);
const renewWhatIsThere = () => followers.filter(({ place }) => place.checkVisibility()).forEach(renewed);
const renewAll = () => followers.forEach(renewed);
window.addEventListener("beforeprint", renewAll);

const SLICE = 8; // milliseconds
let slice = 0;
// Does the steps of a generator in slices, between which the page answers; whoever begins anew gives up what is under way.
function inSlices(steps) {
  clearTimeout(slice);
  const end = performance.now() + SLICE;
  do if (steps.next().done) return;
  while (performance.now() < end);
  slice = setTimeout(inSlices, 0, steps);
}

// What a generator returns, at once.
function finished(steps) {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
