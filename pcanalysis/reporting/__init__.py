"""From results to published reports: run notebooks, collect their findings, publish whole pages.

A notebook hands its results over (:mod:`.handover`); :mod:`.runner` runs one notebook and
:mod:`.report` all of them; :mod:`.page` makes the page; :mod:`.publication` puts it in place. This
is the only floor that knows papermill.
"""
