"""The worker as it runs for people: a process of its own, which has the promises examined in another."""

import os
import subprocess
import sys
import time

import pytest

from honour.evidence.provers.promises import promises

EXAMINED = "import django; django.setup(); from honour.evidence.models import KeptProof as K; print(K.objects.count())"


@pytest.mark.timeout(180)
def test_a_worker_has_the_promises_examined_in_another_process(tmp_path, honour):
    assert honour("init", home=tmp_path / "home").returncode == 0
    around = {name: value for name, value in os.environ.items() if not name.startswith("HONOUR_")}
    around |= {"HONOUR_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "honour.config.settings"}
    worker = subprocess.Popen([sys.executable, "-m", "honour.cli", "worker"], env=around)
    try:
        while True:
            found = subprocess.run([sys.executable, "-c", EXAMINED], env=around, check=True, capture_output=True)
            if int(found.stdout):
                break
            assert worker.poll() is None
            time.sleep(1)
    finally:
        worker.terminate()
        assert worker.wait(60) == 0
    assert int(found.stdout) == len(promises()), "every row of the board"
