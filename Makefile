# `make demo` and `make test` need make, bash and Python 3.11 or newer; the rest they install.
# Another Python than python3: make demo PYTHON=python3.12

.PHONY: help demo test check wheel validation set-up clean

help:
	@echo "make demo    open the demo list (without a display: render it to demo-shots/)"
	@echo "make test    run the tests; ARGS=... goes to pytest"
	@echo "make check   ruff and mypy"
	@echo "make wheel   build the wheel, install it in a throw-away environment and run it"
	@echo "make validation  write docs/validation anew from real files; SHARED=../shared"
	@echo "make set-up  make .venv, which the above do by themselves"
	@echo "make clean   remove .venv and everything else that was made here"

demo: set-up
	@if [ "$$(uname)" = Darwin ] || [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		.venv/bin/spectrogui demo; \
	else \
		QT_QPA_PLATFORM=offscreen .venv/bin/spectrogui demo --shots demo-shots && \
		echo "There is no display here; the pictures of the window are in demo-shots/"; \
	fi

# Each file of tests goes to one of as many processes as there are cores, four at most.
PARALLEL = -n auto --maxprocesses 4 --dist loadfile

test: set-up
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest $(PARALLEL) $(ARGS)

check: set-up
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

wheel: set-up
	@scripts/check_wheel.sh

validation: set-up
	@.venv/bin/python scripts/validation_page.py $(or $(SHARED),../shared)

set-up:
	@scripts/set_up.sh

clean:
	rm -rf .venv build dist demo-shots demo-data .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
