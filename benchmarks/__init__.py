"""What Honour's speed is measured by: each figure beside a named peer or limit, in the same run."""
