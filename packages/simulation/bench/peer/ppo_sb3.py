"""Trains PPO of Stable-Baselines3 on a Gymnasium environment and prints one line of JSON.

python ppo_sb3.py ENVIRONMENT STEPS [SEED] [--import MODULE] [--make-vec] [--warm-up STEPS] [--set NAME=VALUE ...]

NAME is one of: environments, steps, epochs, minibatches, learningRate, anneal (0 or 1), discount, gaeLambda, clip, valueWeight,
entropyWeight, gradientNormMax, hidden (sizes joined by -), trunk (separate or shared), activation (tanh or relu),
episodes (of the evaluation; 0: none). --make-vec steps the environments by the environment's own vector form (gymnasium.make_vec)
and not one by one. The warm-up is not timed. Times are CPU times of this process, all of its threads; one thread of torch unless
--threads N. cpuSeconds is that of the training alone.
"""

import argparse
import importlib
import json
import time

DEFAULTS = {
    "environments": 8,
    "steps": 128,
    "epochs": 4,
    "minibatches": 4,
    "learningRate": 2.5e-4,
    "anneal": 0,
    "discount": 0.99,
    "gaeLambda": 0.95,
    "clip": 0.2,
    "valueWeight": 0.5,
    "entropyWeight": 0.01,
    "gradientNormMax": 0.5,
    "hidden": "64-64",
    "trunk": "separate",
    "activation": "tanh",
    "episodes": 100,
}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("environment")
    parser.add_argument("steps", type=int)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--import", dest="module", default=None, help="a module that registers the environment")
    parser.add_argument("--make-vec", dest="make_vec", action="store_true")
    parser.add_argument("--warm-up", dest="warm_up", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="NAME=VALUE")
    return parser.parse_args()


def settings_of(pairs):
    settings = dict(DEFAULTS)
    for pair in pairs:
        name, value = pair.split("=", 1)
        if name not in settings:
            raise SystemExit(f"no setting {name}")
        settings[name] = type(settings[name])(value)
    return settings


def policy_of(settings, torch):
    sizes = [int(size) for size in settings["hidden"].split("-")]
    network = {"pi": sizes, "vf": sizes}
    if settings["trunk"] == "shared":
        network = {"pi": [], "vf": []}
    activation = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}[settings["activation"]]
    options = {"net_arch": network, "activation_fn": activation}
    if settings["trunk"] == "shared":
        options.update(shared_trunk(sizes, activation, torch))
    return options


def shared_trunk(sizes, activation, torch):
    """Stable-Baselines3 has no shared layers of its own any more; an extractor of features is shared."""
    from stable_baselines3.common.torch_layers import BaseFeaturesExtractor

    class Trunk(BaseFeaturesExtractor):
        def __init__(self, space):
            super().__init__(space, sizes[-1])
            widths = [space.shape[0], *sizes]
            pairs = zip(widths[:-1], widths[1:])
            layers = [layer for a, b in pairs for layer in (torch.nn.Linear(a, b), activation())]
            self.layers = torch.nn.Sequential(*layers)

        def forward(self, observations):
            return self.layers(observations)

    return {"features_extractor_class": Trunk}


def environments_of(options, settings, seed):
    from stable_baselines3.common.env_util import make_vec_env

    if options.make_vec:
        return at_once(options.environment, settings["environments"], seed)
    return make_vec_env(options.environment, n_envs=settings["environments"], seed=seed)


def at_once(name, count, seed):
    """Gymnasium's vector environment as Stable-Baselines3 wants it, with the tallies of episodes that its Monitor keeps."""
    import gymnasium
    import numpy
    from stable_baselines3.common.vec_env import VecEnv

    class AtOnce(VecEnv):
        def __init__(self):
            mode = gymnasium.vector.AutoresetMode.SAME_STEP
            self.vector = gymnasium.make_vec(name, num_envs=count, autoreset_mode=mode)
            self.returns, self.lengths = numpy.zeros(count), numpy.zeros(count, dtype=int)
            super().__init__(count, self.vector.single_observation_space, self.vector.single_action_space)

        def reset(self):
            return self.vector.reset(seed=seed)[0]

        def step_async(self, actions):
            self.actions = actions

        def step_wait(self):
            seen, rewards, terminated, truncated, given = self.vector.step(self.actions)
            self.returns += rewards
            self.lengths += 1
            ended = terminated | truncated
            infos = [{} for _ in range(count)]
            for place in numpy.flatnonzero(ended):
                infos[place] = {
                    "terminal_observation": given["final_obs"][place],
                    "TimeLimit.truncated": bool(truncated[place] and not terminated[place]),
                    "episode": {"r": self.returns[place], "l": self.lengths[place]},
                }
            self.returns[ended], self.lengths[ended] = 0, 0
            return seen, rewards, ended, infos

        def close(self):
            self.vector.close()

        def get_attr(self, attr_name, indices=None):
            return [getattr(self.vector, attr_name, None)] * count

        def set_attr(self, attr_name, value, indices=None):
            raise NotImplementedError

        def env_method(self, method_name, *args, indices=None, **kwargs):
            raise NotImplementedError

        def env_is_wrapped(self, wrapper_class, indices=None):
            return [True] * count

    return AtOnce()


def learner_of(options, settings, torch):
    from stable_baselines3 import PPO

    rate = settings["learningRate"]
    rollout = settings["steps"] * settings["environments"]
    return PPO(
        "MlpPolicy",
        environments_of(options, settings, options.seed),
        learning_rate=(lambda left: left * rate) if settings["anneal"] else rate,
        n_steps=settings["steps"],
        batch_size=rollout // settings["minibatches"],
        n_epochs=settings["epochs"],
        gamma=settings["discount"],
        gae_lambda=settings["gaeLambda"],
        clip_range=settings["clip"],
        vf_coef=settings["valueWeight"],
        ent_coef=settings["entropyWeight"],
        max_grad_norm=settings["gradientNormMax"],
        policy_kwargs=policy_of(settings, torch),
        seed=options.seed,
        device="cpu",
    )


def mean_return_of(learner, options, settings):
    from stable_baselines3.common.evaluation import evaluate_policy

    if settings["episodes"] == 0:
        return None
    fresh = environments_of(options, settings, options.seed + 1_000_003)
    mean, _ = evaluate_policy(learner, fresh, n_eval_episodes=settings["episodes"], deterministic=False)
    return round(float(mean), 3)


def main():
    options = arguments()
    settings = settings_of(options.settings)
    if options.module is not None:
        importlib.import_module(options.module)
    import stable_baselines3
    import torch

    torch.set_num_threads(options.threads)
    learner = learner_of(options, settings, torch)
    if options.warm_up > 0:
        learner.learn(options.warm_up)
    before = learner.num_timesteps
    started = time.process_time()
    learner.learn(options.steps, reset_num_timesteps=options.warm_up == 0)
    seconds = time.process_time() - started
    steps = learner.num_timesteps - before
    result = {
        "peer": f"stable-baselines3 {stable_baselines3.__version__}, torch {torch.__version__}",
        "environment": options.environment,
        "seed": options.seed,
        "steps": steps,
        "cpuSeconds": round(seconds, 3),
        "stepsPerSecond": round(steps / seconds, 1),
        "meanReturn": mean_return_of(learner, options, settings),
    }
    print(json.dumps(result))


main()
